import { describe, expect } from 'vitest';
import { chunks, getOf, head, okOf } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import type { Origin, ReplyLike } from '../kit/origin.ts';
import { gatewayScene } from './gateway-scene.ts';
import { openOf, replyOf } from './messages.ts';
import { type FeaturesStage, testOfOptions } from './stage.ts';

const HINT =
  'Who disagrees with us on where a response ends could have the rest of it ' +
  'be taken for the next one, which is another client’s.';

const EVIL = okOf('evil');
const CHUNKED = head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');

/** Replies of an origin that lies: what they are, the method, the bytes. */
const LIES: readonly (readonly [string, string, ReplyLike])[] = [
  ['a response behind it', 'GET', okOf('lie') + EVIL],
  ['half a response behind it', 'GET', okOf('lie') + EVIL.slice(0, 30)],
  ['a line end behind it', 'GET', `${okOf('lie')}\r\n`],
  ['a response behind chunks', 'GET', CHUNKED + chunks('lie') + EVIL],
  [
    'a response behind trailers',
    'GET',
    `${CHUNKED}${head('0', 'A: b')}${EVIL}`,
  ],
  ['a length too short', 'GET', replyOf('lie').concat(EVIL.slice(-4))],
  [
    'a length too long, and FIN',
    'GET',
    { bytes: okOf('lie').slice(0, -1), ending: 'FIN' },
  ],
  [
    'a length too long, and RST',
    'GET',
    { bytes: okOf('lie').slice(0, -1), ending: 'RST' },
  ],
  ['HEAD with a body', 'HEAD', okOf('evil')],
  ['HEAD with chunks', 'HEAD', CHUNKED + chunks('evil')],
  [
    '204 with a body',
    'GET',
    head('HTTP/1.1 204 No Content', 'Content-Length: 4').concat('evil'),
  ],
  [
    '304 with a body',
    'GET',
    head('HTTP/1.1 304 Not Modified', 'Content-Length: 4').concat('evil'),
  ],
  [
    '103 with a body',
    'GET',
    head('HTTP/1.1 103 Early Hints', 'Content-Length: 4').concat(`evil${EVIL}`),
  ],
  ['two lengths', 'GET', replyOf('', 'Content-Length: 4').concat('evil')],
  [
    'chunks and a length',
    'GET',
    replyOf(chunks('evil'), 'Transfer-Encoding: chunked'),
  ],
  [
    'a 101',
    'GET',
    head(
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: websocket',
    ) + EVIL,
  ],
  ['a 100 behind it', 'GET', `${okOf('lie')}HTTP/1.1 100 Continue\r\n\r\n`],
  ['a chunk that is longer', 'GET', `${CHUNKED}3\r\nlies\r\n0\r\n\r\n${EVIL}`],
  ['HTTP/1.0 that stays open', 'GET', okOf('lie').replace('1.1', '1.0') + EVIL],
  ['close, and another', 'GET', replyOf('lie', 'Connection: close') + EVIL],
];

/** Lies where it is asked for that, and else tells the truth. */
function lie(origin: Origin, reply: ReplyLike): void {
  origin.answerBy(({ line }) => {
    const [, target = ''] = line.split(' ');
    return target === '/lie' ? reply : okOf(`good ${target}`);
  });
}

/** Servers that lie, and clients that must not pay for it. */
export function liars(stage: FeaturesStage): void {
  describe('origins that lie', { meta: { hint: HINT } }, () => {
    for (const [what, method, reply] of LIES) {
      testOfOptions(`4.680 others get what is theirs: ${what}`, async () => {
        const { all } = await gatewayScene(stage);
        lie(all.origin, reply);
        for (const name of ['a', 'b', 'c']) {
          const fooled = await all.connect();
          fooled.send(openOf('GET', `/${name}`));
          const before = await receiveResponse(fooled);
          expect(before.body).toBe(`good /${name}`);
          fooled.send(openOf(method, '/lie') + getOf(`/${name}`));
          const other = await all.connect();
          other.send(getOf(`/${name}?other`));
          const { body } = await receiveResponse(other);
          expect(body).toBe(`good /${name}?other`);
          await fooled.untilEnd();
        }
      });
    }

    testOfOptions('4.681 the same client is told no lie, either', async () => {
      for (const [what, method, reply] of LIES.slice(0, 5)) {
        const { all } = await gatewayScene(stage);
        lie(all.origin, reply);
        const client = await all.connect();
        client.send(openOf(method, '/lie') + getOf('/next'));
        await receiveResponse(client, method);
        const { body } = await receiveResponse(client);
        expect(body, what).toBe('good /next');
      }
    });

    testOfOptions('4.682 what comes late is for nobody', async () => {
      const { all } = await gatewayScene(stage);
      for (let round = 0; round < 5; round++) {
        const one = await all.connect();
        one.send(getOf('/one'));
        const { end } = await all.origin.nextRequest();
        end.send(okOf('one'));
        expect((await receiveResponse(one)).body).toBe('one');
        end.send(EVIL);
        await end.expectEnd();
      }
      expect(all.origin.connections.length, 'connections to the origin').toBe(
        5,
      );
    });

    testOfOptions('4.683 nor is the rest of who has left', async () => {
      const { all } = await gatewayScene(stage);
      const leaver = await all.connect();
      leaver.send(openOf('GET', '/left'));
      const { end } = await all.origin.nextRequest();
      end.send(EVIL.slice(0, -2));
      await leaver.receiveUntil('ev');
      leaver.sendRst();
      await end.expectEnd();
      end.send('il');
      const next = await all.connect();
      next.send(getOf('/next'));
      const other = await all.origin.nextRequest();
      expect(other.end).not.toBe(end);
      other.end.send(okOf('good'));
      expect((await receiveResponse(next)).body).toBe('good');
    });
  });
}
