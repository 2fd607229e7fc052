import { describe, expect, test } from 'vitest';
import { GET, getOf, head as headOf, OK } from '../kit/bytes.ts';
import { receiveHead, receiveResponse, valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const ONE_HINT =
  'Stage 1 and 2 serve one client at a time, on purpose: take the next ' +
  'connection only when the one before it is done.';

/** The limit of stages 1 and 2: one client at a time. Stage 3 lifts it. */
export function oneClientAtATime(stage: Stage, number: string): void {
  describe('one client at a time', { meta: { hint: ONE_HINT } }, () => {
    test(`${number} B waits while A is silent, and is served once A leaves`, async () => {
      const { origin, connect, fence } = await scene(stage);
      const a = await connect();
      const b = await connect();
      b.send(getOf('/b'));
      await fence();
      expect(origin.connections, 'connections at the origin').toHaveLength(0);
      a.send(getOf('/a'));
      const first = await origin.nextRequest();
      expect(first.head.line).toBe('GET /a HTTP/1.1');
      await fence();
      expect(origin.connections, 'connections at the origin').toHaveLength(1);
      first.end.send(OK);
      expect((await receiveResponse(a)).body).toBe('ok');
      expect(b.received, 'bytes for B while A is there').toBe(0);
      a.sendFin();
      const second = await origin.nextRequest();
      expect(second.head.line).toBe('GET /b HTTP/1.1');
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
    });

    test(`${number} B waits while A gets a long response`, async () => {
      const { origin, connect, fence } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(getOf('/a'));
      const { end } = await origin.nextRequest();
      end.send(headOf('HTTP/1.1 200 OK', 'Content-Length: 4'));
      await receiveHead(a);
      b.send(getOf('/b'));
      await fence();
      expect(origin.connections, 'connections at the origin').toHaveLength(1);
      end.send('done');
      await a.expectBytes('done');
      a.sendFin();
      const second = await origin.nextRequest();
      second.end.send(OK);
      expect((await receiveResponse(b)).body).toBe('ok');
    });

    test(`${number} B resets while it waits, and C is served`, async () => {
      const { origin, connect, fence } = await scene(stage);
      const [a, b] = [await connect(), await connect()];
      a.send(getOf('/a'));
      const first = await origin.nextRequest();
      b.sendRst();
      const c = await connect();
      c.send(getOf('/c'));
      await fence();
      first.end.send(OK);
      expect((await receiveResponse(a)).body).toBe('ok');
      a.sendFin();
      const second = await origin.nextRequest();
      expect(second.head.line).toBe('GET /c HTTP/1.1');
      second.end.send(OK);
      expect((await receiveResponse(c)).body).toBe('ok');
    });

    test(`${number} clients are served in the order of arrival`, async () => {
      const { origin, connect, fence } = await scene(stage);
      origin.answer(OK);
      const clients = [];
      for (let count = 0; count < 5; count++) clients.push(await connect());
      for (const [index, client] of [...clients.entries()].reverse()) {
        client.send(getOf(`/${index}`));
        await fence(1);
      }
      for (const client of clients) {
        expect((await receiveResponse(client)).body).toBe('ok');
        client.sendFin();
      }
      const lines = origin.requests.map(({ line }) => line[5]);
      expect(lines.join('')).toBe('01234');
    });
  });
}

const GOODBYE_HINT = 'Stage 1 ends the connection after each response.';

/** The limit of stage 1: goodbye after one request. Stage 2 lifts it. */
export function goodbyeAfterOne(stage: Stage, number: string): void {
  describe('goodbye after one request', {
    meta: { hint: GOODBYE_HINT },
  }, () => {
    for (const connection of ['keep-alive', 'x']) {
      test(`${number} FIN behind the response: Connection: ${connection}`, async () => {
        const { origin, connect } = await scene(stage);
        origin.answer(OK);
        const client = await connect();
        client.send(GET.replace('close', connection));
        const response = await receiveResponse(client);
        expect(response.body).toBe('ok');
        expect(valuesOf(response, 'Connection')).toEqual(['close']);
        await client.expectFin();
      });
    }

    test(`${number} a refusal says close, too, and FIN follows`, async () => {
      const { connect } = await scene(stage);
      const client = await connect();
      client.send('GARBAGE\r\n\r\n');
      const response = await receiveResponse(client);
      expect(response.status).toBe(400);
      expect(valuesOf(response, 'Connection')).toEqual(['close']);
      await client.expectFin();
    });

    test(`${number} a second request on the connection is not sent on`, async () => {
      const { origin, connect } = await scene(stage);
      origin.answer(OK);
      const client = await connect();
      client.send(GET.replace('close', 'x') + GET);
      expect((await receiveResponse(client)).body).toBe('ok');
      await client.expectFin();
      expect(origin.requests.length, 'requests at the origin').toBe(1);
    });
  });
}

const HOST_HINT =
  'Stages 1 to 3 take a request without Host, so that the first bytes typed ' +
  'by hand work; the origin is told its own address instead.';

/** The laxity of stages 1 to 3: a request needs no Host. Stage 4 ends it. */
export function noHostNeeded(stage: Stage, number: string): void {
  describe('a request without Host', { meta: { hint: HOST_HINT } }, () => {
    test(`${number} GET / HTTP/1.1 and an empty line get the page`, async () => {
      const all = await scene(stage);
      const { request, response } = await exchange(
        all,
        headOf('GET / HTTP/1.1'),
      );
      expect(response.status).toBe(200);
      const authority = `127.0.0.1:${all.origin.port}`;
      expect(valuesOf(request, 'Host')).toEqual([authority]);
    });
  });
}

const UPSTREAM_HINT =
  'Stages 1 to 3 open an upstream connection for each request, and close it ' +
  'when the response is over.';

/** The waste of stages 1 to 3: no upstream connection is used twice. */
export function upstreamUsedOnce(stage: Stage, number: string): void {
  describe('upstream connections', { meta: { hint: UPSTREAM_HINT } }, () => {
    test(`${number} each serves one request, says so, and is closed`, async () => {
      const { origin, connect } = await scene(stage);
      for (const ending of ['FIN', 'none']) {
        const client = await connect();
        client.send(GET);
        const { head, end } = await origin.nextRequest();
        expect(valuesOf(head, 'Connection')).toEqual(['close']);
        end.send(OK);
        if (ending === 'FIN') end.sendFin();
        expect((await receiveResponse(client)).body).toBe('ok');
        await end.expectFin(); // nothing was cut short
        client.sendFin();
      }
      expect(origin.connections.length, 'connections to the origin').toBe(2);
    });
  });
}
