import { describe, expect, test } from 'vitest';
import { GET, getOf, head, OK, okOf, postHead } from '../kit/bytes.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { receiveHead, receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const HINT =
  'Nothing may wait: keep what is under way with each client in a place of ' +
  'its own, do what can be done now, and return.';

const OPEN_GET = head('GET / HTTP/1.1', 'Host: a.example');

/** One that comes in one piece, and so many that the kernel cannot hold. */
const ANSWER = 'x'.repeat(60_000);
const MANY = 400;

/** What holds up stage 2, and holds up nobody here. A came first. */
export function unblocked(stage: Stage): void {
  describe('four kinds of client', { meta: { hint: HINT } }, () => {
    test('3.1 B is served while A is silent', async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const [a, b] = [await connect(), await connect()];
      b.send(GET);
      expect((await receiveResponse(b)).body).toBe('ok');
      a.send(GET);
      expect((await receiveResponse(a)).body).toBe('ok');
    });

    for (const half of [
      GET.slice(0, 20),
      `${postHead('Content-Length: 9')}ha`,
    ]) {
      test(`3.2 B is served while A has sent ${half.length} bytes`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const [a, b] = [await connect(), await connect()];
        a.send(half);
        b.send(GET);
        expect((await receiveResponse(b)).body).toBe('ok');
        const rest = half.startsWith('GET') ? GET.slice(20) : 'lf of it';
        a.send(rest.slice(0, half.startsWith('GET') ? undefined : 7));
        expect((await receiveResponse(a)).body).toBe('ok');
      });
    }

    test('3.3 B is served while A waits for the origin', async () => {
      const { origin, connect } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(getOf('/a'));
      const first = await origin.nextRequest();
      b.send(getOf('/b'));
      const second = await origin.nextRequest();
      second.end.send(okOf('for B'));
      expect((await receiveResponse(b)).body).toBe('for B');
      expect(a.received, 'bytes for A').toBe(0);
      first.end.send(okOf('for A'));
      expect((await receiveResponse(a)).body).toBe('for A');
    });

    test('3.4 B is served while A has half a response', async () => {
      const { origin, connect } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(getOf('/a'));
      const first = await origin.nextRequest();
      first.end.send(head('HTTP/1.1 200 OK', 'Content-Length: 4'));
      await receiveHead(a);
      b.send(getOf('/b'));
      const second = await origin.nextRequest();
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
      first.end.send('done');
      await a.expectBytes('done');
    });

    test('3.5 B is served while A does not read 64 MiB', async () => {
      const { origin, connect, fence } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(getOf('/a'));
      const first = await origin.nextRequest();
      first.end.send(head('HTTP/1.1 200 OK', `Content-Length: ${64 * MIB}`));
      await receiveHead(a);
      a.stopReading();
      const sending = sendLongBody(first.end, 64 * MIB);
      await untilStuck(first.end, fence);
      b.send(getOf('/b'));
      const second = await origin.nextRequest();
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
      a.readOn();
      await receiveLongBody(a, 64 * MIB);
      await sending;
    });

    test('3.6 B is served while the origin does not read from A', async () => {
      const { origin, connect, fence } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(postHead(`Content-Length: ${64 * MIB}`));
      const first = await origin.nextRequest();
      first.end.stopReading();
      const sending = sendLongBody(a, 64 * MIB);
      await untilStuck(a, fence);
      b.send(getOf('/b'));
      const second = await origin.nextRequest();
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
      first.end.readOn();
      await receiveLongBody(first.end, 64 * MIB);
      await sending;
    });

    test('3.15 who does not read its answers is not given them all', async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answer(okOf(ANSWER));
      const client = await connect();
      client.stopReading();
      for (let count = 0; count < MANY; count++) client.send(OPEN_GET);
      for (let before = -1; before < origin.requests.length; ) {
        before = origin.requests.length;
        await fence(50); // longer than one answer takes
      }
      expect(origin.requests.length, 'requests').toBeLessThan(MANY);
      client.readOn();
      for (let count = 0; count < MANY; count++) {
        expect((await receiveResponse(client)).body).toBe(ANSWER);
      }
    });

    test('3.16 who reads late in the middle of a request is heard on', async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answer(okOf(ANSWER));
      const client = await connect();
      client.stopReading();
      let count = 0;
      for (; count === origin.requests.length; count++) {
        client.send(OPEN_GET.slice(0, 9));
        await fence(50); // longer than one answer takes
        client.send(OPEN_GET.slice(9));
        await fence(50);
      }
      client.readOn();
      for (; count > 0; count--) {
        expect((await receiveResponse(client)).body).toBe(ANSWER);
      }
    });
  });
}
