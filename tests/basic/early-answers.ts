import { describe, expect, test } from 'vitest';
import { head, postHead } from '../kit/bytes.ts';
import { MIB, sendLongBody, untilSent } from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { begunUpload, expectServed } from '../kit/steps.ts';

const HINT =
  'To close a socket with unread bytes resets the connection, and the reset ' +
  'overtakes the answer: end, then read on for a moment (RFC 9112 9.6).';

const FIN_HINT =
  'Half a request must not look like a whole one. A socket that answers FIN ' +
  'with FIN by itself says so, and Node resets none that is about to end: it ' +
  'stays open for ever. Use allowHalfOpen here too.';

const TOO_LARGE = `${head('HTTP/1.1 413 Too Large', 'Content-Length: 4')}no!!`;
const TOO_LONG = head('HTTP/1.1 200 OK', 'Content-Length: 9');

/** Answers that are there before the request is. */
export function earlyAnswers(stage: Stage): void {
  describe('answers that come early', { meta: { hint: HINT } }, () => {
    for (const ending of ['stays open', 'FIN', 'RST']) {
      test(`1.54 the origin declines an upload (${ending})`, async () => {
        const all = await scene(stage);
        const { client, end } = await begunUpload(all);
        end.send(TOO_LARGE);
        if (ending === 'FIN') end.sendFin();
        const response = await receiveResponse(client);
        // Not before: a reset may overtake the bytes in front of it.
        if (ending === 'RST') end.sendRst();
        expect(response).toMatchObject({ status: 413, body: 'no!!' });
        await client.expectFin();
        client.sendFin();
        await expectServed(all);
      });
    }

    for (const answer of ['', head('HTTP/1.1 200 OK'), TOO_LONG]) {
      const meta = { hint: FIN_HINT };
      const what = answer.slice(9).split('\r\n').join(' ') || 'nothing';
      test(`1.75 the origin says ${what}, and FIN: RST`, { meta }, async () => {
        const all = await scene(stage);
        const { client, end } = await begunUpload(all);
        end.send(answer);
        if (answer) await receiveHead(client);
        end.sendFin();
        await end.expectRst();
        await client.untilEnd();
        client.sendFin();
        await expectServed(all);
      });
    }

    test('1.55 a client that still sends can read why it was declined', async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.stopReading();
      client.send(postHead(`Content-Length: ${8 * MIB}`));
      const { end } = await all.origin.nextRequest();
      end.stopReading();
      end.send(TOO_LARGE);
      end.sendFin();
      const sending = sendLongBody(client, 8 * MIB);
      await all.fence();
      client.readOn();
      const response = await receiveResponse(client);
      expect(response).toMatchObject({ status: 413, body: 'no!!' });
      client.sendRst();
      await sending;
      await expectServed(all);
    });

    test('1.56 nor does our own error get lost behind an upload', async () => {
      const { connect, fence } = await scene(stage);
      const client = await connect();
      client.stopReading();
      client.send(postHead('Content-Length: abc'));
      for (let piece = 0; piece < 16; piece++) {
        client.send('x'.repeat(16 * 1024));
        await fence(1);
      }
      client.readOn();
      expect((await receiveResponse(client)).status).toBe(400);
      await client.expectFin();
    });

    test('1.77 what comes behind our goodbye is read and dropped', async () => {
      const { connect } = await scene(stage);
      const client = await connect();
      client.send(postHead('Content-Length: abc'));
      expect((await receiveResponse(client)).status).toBe(400);
      await client.expectFin();
      await untilSent(client, sendLongBody(client, 64 * MIB));
      expect(client.isBroken, 'the upload is broken off').toBe(false);
    });
  });
}
