import { describe, expect, test } from 'vitest';
import { head, OK } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { errors } from './errors.ts';
import { nextRequest } from './next-request.ts';
import { persistence } from './persistence.ts';
import { pipelining } from './pipelining.ts';

/** All that stage 2 must do, and every later stage must keep doing. */
export function keepaliveSuite(stage: Stage): void {
  persistence(stage);
  nextRequest(stage);
  pipelining(stage);
  errors(stage);
}

const HINT =
  'Stage 2 serves one client at a time, and a client stays until it leaves: ' +
  'read its next request before you take the next connection.';

/** The limit of stage 2: who stays connected holds up all others. */
export function idleClientBlocks(stage: Stage, number: string): void {
  describe('one client at a time', { meta: { hint: HINT } }, () => {
    test(`${number} B waits while A is idle, and is served once A leaves`, async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answer(OK);
      const openGet = head('GET / HTTP/1.1', 'Host: a.example');
      const [a, b] = [await connect(), await connect()];
      b.send(openGet);
      for (let count = 1; count <= 2; count++) {
        a.send(openGet);
        expect((await receiveResponse(a)).body).toBe('ok');
        await fence();
        expect(b.received, 'bytes for B while A is there').toBe(0);
        expect(origin.requests.length, 'requests at the origin').toBe(count);
      }
      a.sendFin();
      expect((await receiveResponse(b)).body).toBe('ok');
    });
  });
}
