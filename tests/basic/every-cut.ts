import { describe, test } from 'vitest';
import { visible } from '../../tools/wire/visible.ts';
import { chunks, GET, head, OK, postHead } from '../kit/bytes.ts';
import { receiveRequest, receiveResponse } from '../kit/message.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'TCP has no messages: what was written at once may arrive in pieces, cut ' +
  'at any byte. Keep what is incomplete until more comes.';

const BODY = 'a\r\n\r\nb';
const CHUNKED = 'Transfer-Encoding: chunked';

/** Requests: what they are, their bytes, their body. */
const REQUESTS = [
  ['GET', GET, ''],
  ['a body by its length', postHead('Content-Length: 6') + BODY, BODY],
  ['a body in chunks', postHead(CHUNKED) + chunks('a\r\n', '\r\nb'), BODY],
  ['trailers', `${postHead(CHUNKED)}6;x\r\n${BODY}\r\n0\r\nA: b\r\n\r\n`, BODY],
] as const;

const EARLY = head('HTTP/1.1 103 Early Hints', 'Link: </a.css>');

/** Responses: what they are, their bytes, their body; all end in FIN. */
const RESPONSES = [
  ['a body by its length', OK.replace('2\r\n\r\nok', `6\r\n\r\n${BODY}`), BODY],
  [
    'a body in chunks',
    head('HTTP/1.1 200 OK', CHUNKED) + chunks('a\r\n', '\r\nb'),
    BODY,
  ],
  ['a body up to FIN', head('HTTP/1.0 200 OK', 'X: y') + BODY, BODY],
  ['103 before 200', EARLY + OK, 'ok'],
] as const;

/** The same exchange, its bytes cut in two at every place there is. */
export function everyCut(stage: Stage): void {
  describe('every cut', { meta: { hint: HINT } }, () => {
    for (const [what, bytes, body] of REQUESTS) {
      test(`1.61 a request, cut at every byte: ${what}`, async () => {
        const all = await scene(stage);
        all.origin.answer(OK);
        await atEveryCut(bytes, async (first, second) => {
          const client = await all.connect();
          client.send(first);
          await all.fence(1);
          client.send(second);
          await expectBody(receiveResponse(client), 'ok');
          client.sendFin();
          const request = all.origin.requests.at(-1)!;
          await expectBody(Promise.resolve(request), body);
        });
      });
    }

    for (const [what, bytes, body] of RESPONSES) {
      test(`1.62 a response, cut at every byte: ${what}`, async () => {
        const all = await scene(stage);
        await atEveryCut(bytes, (first, second) =>
          oneResponse(all, [first, second], body),
        );
      });
    }

    test('1.63 a request and its response, byte by byte', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      const [, request, body] = REQUESTS[3];
      for (const byte of request) {
        client.send(byte);
        await all.fence(1);
      }
      const end = await all.origin.nextConnection();
      await expectBody(receiveRequest(end), body);
      const [, response] = RESPONSES[1];
      for (const byte of response) {
        end.send(byte);
        await all.fence(1);
      }
      await expectBody(receiveResponse(client), BODY);
    });
  });
}

async function oneResponse(
  { origin, connect, fence }: Scene,
  pieces: readonly string[],
  body: string,
): Promise<void> {
  const client = await connect();
  client.send(GET);
  const { end } = await origin.nextRequest();
  for (const piece of pieces) {
    end.send(piece);
    await fence(1);
  }
  end.sendFin();
  let response = await receiveResponse(client);
  if (response.status === 103) response = await receiveResponse(client);
  await expectBody(Promise.resolve(response), body);
  client.sendFin();
}

async function expectBody(
  message: Promise<{ readonly body: string }>,
  body: string,
): Promise<void> {
  const received = (await message).body;
  if (received === body) return;
  throw new Error(`the body is "${visible(received)}", not "${visible(body)}"`);
}

/** Runs an exchange for each cut; the message of a failure says which. */
async function atEveryCut(
  bytes: string,
  run: (first: string, second: string) => Promise<void>,
): Promise<void> {
  for (let cut = 1; cut < bytes.length; cut++) {
    try {
      await run(bytes.slice(0, cut), bytes.slice(cut));
    } catch (error) {
      const [before, behind] = [bytes[cut - 1]!, bytes[cut]!];
      throw new Error(
        `fails when a piece ends behind byte ${cut}, between ` +
          `"${visible(before)}" and "${visible(behind)}": ${error}`,
        { cause: error },
      );
    }
  }
}
