import { describe, expect, test } from 'vitest';
import { GET, head } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { expectServed } from '../kit/steps.ts';

const HINT =
  'As long as nothing of the response was passed on, the client can be ' +
  'told that the origin failed: 502.';

/** Bad answers: what is bad, the bytes, and how the origin ends, if it does. */
const BAD = [
  ['nothing, FIN', '', 'FIN'],
  ['nothing, reset', '', 'RST'],
  ['half a status line, FIN', 'HTTP/1.1 2', 'FIN'],
  ['half a head, FIN', 'HTTP/1.1 200 OK\r\nContent-Le', 'FIN'],
  ['half a head, reset', 'HTTP/1.1 200 OK\r\nContent-Le', 'RST'],
  ['an interim response, then FIN', head('HTTP/1.1 102 Wait'), 'FIN'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', ''],
  ['no status', head('HTTP/1.1 OK'), ''],
  ['a status of four digits', head('HTTP/1.1 2000 OK'), ''],
  ['a status below 100', head('HTTP/1.1 099 OK'), ''],
  ['HTTP/3.7', head('HTTP/3.7 200 OK', 'Content-Length: 0'), ''],
  ['an empty line first', `\r\n${head('HTTP/1.1 200 OK')}`, ''],
  ['line ends of LF alone', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n', ''],
  ['a line without a colon', head('HTTP/1.1 200 OK', 'nonsense'), ''],
  ['NUL in a value', head('HTTP/1.1 200 OK', 'X: a\0b'), ''],
  ['a carriage return in a value', head('HTTP/1.1 200 OK', 'X: a\rb'), ''],
  ['Content-Length: abc', head('HTTP/1.1 200 OK', 'Content-Length: abc'), ''],
  ['Content-Length: 2, 3', head('HTTP/1.1 200 OK', 'Content-Length: 2, 3'), ''],
  [
    'two lengths',
    head('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3'),
    '',
  ],
  [
    'Transfer-Encoding: foo',
    head('HTTP/1.1 200 OK', 'Transfer-Encoding: foo'),
    '',
  ],
  [
    'both lengths and chunks',
    head('HTTP/1.1 200 OK', 'Content-Length: 2', 'Transfer-Encoding: chunked'),
    '',
  ],
  ['an endless head', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, ''],
  ['an endless line', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}`, ''],
] as const;

/** Answers of an origin that a client never gets to see. */
export function refusedResponses(stage: Stage): void {
  describe('responses refused', { meta: { hint: HINT } }, () => {
    for (const [what, bytes, ending] of BAD) {
      test(`1.43 the origin sends ${what}: 502`, async () => {
        const all = await scene(stage);
        const client = await all.connect();
        client.send(GET);
        const { end } = await all.origin.nextRequest();
        end.send(bytes);
        if (ending === 'FIN') end.sendFin();
        if (ending === 'RST') end.sendRst();
        let status = 0;
        do status = (await receiveResponse(client)).status;
        while (status < 200);
        expect(status).toBe(502);
        await client.expectFin();
        client.sendFin();
        if (ending !== 'RST') await end.untilEnd();
        await expectServed(all);
      });
    }
  });
}
