import { describe, expect, test } from 'vitest';
import { GET, head, OK } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const HINT =
  'Cut a field line at its first colon, drop white space around the value, ' +
  'and keep the fields as an ordered list.';

/** For what is lost when bytes are taken for UTF-8. */
export const BYTES_HINT =
  'Bytes are no text: made a string of UTF-8, those above 127 are lost. Keep ' +
  'bodies as bytes, and read heads as latin1.';

/** Field lines that look odd and are right: name, line, name, value. */
const ODD_LINES = [
  ['a colon in the value', 'X: a: b', 'a: b'],
  ['no space behind the colon', 'X:tight', 'tight'],
  ['much space around the value', 'X: \t wide \t ', 'wide'],
  ['an empty value', 'X:', ''],
  ['bytes above 127', 'X: caf\xe9', 'caf\xe9'],
] as const;

/** Heads that are right, though naive code stumbles over them. */
export function oddHeads(stage: Stage): void {
  describe('odd heads', { meta: { hint: HINT } }, () => {
    for (const [name, line, value] of ODD_LINES) {
      const meta = { hint: name.startsWith('bytes') ? BYTES_HINT : HINT };
      test(`1.9 a field line with ${name} goes both ways`, {
        meta,
      }, async () => {
        const { request, response } = await exchange(
          await scene(stage),
          head('GET / HTTP/1.1', 'Host: a', 'Connection: close', line),
          `${head('HTTP/1.1 200 OK', line, 'Content-Length: 2')}ok`,
        );
        expect(valuesOf(request, 'X')).toEqual([value]);
        expect(valuesOf(response, 'X')).toEqual([value]);
      });
    }

    for (const line of ['HTTP/1.1 200 ', 'HTTP/1.1 200']) {
      test(`1.10 no reason phrase: "${line}"`, async () => {
        const reply = `${head(line, 'Content-Length: 2')}ok`;
        const all = await scene(stage);
        const { response } = await exchange(all, GET, reply);
        expect(response).toMatchObject({ line: 'HTTP/1.1 200 ', body: 'ok' });
      });
    }

    test('1.11 up to four empty lines before a request are ignored', async () => {
      const all = await scene(stage);
      for (const lines of ['\r\n', '\r\n\r\n\r\n\r\n']) {
        const { response } = await exchange(all, lines + GET);
        expect(response.status).toBe(200);
      }
    });

    test('1.12 every Set-Cookie is kept, in order', async () => {
      const { response } = await exchange(
        await scene(stage),
        GET,
        OK.replace(
          '\r\n\r\n',
          '\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nSet-Cookie: a=1\r\n\r\n',
        ),
      );
      const cookies = valuesOf(response, 'Set-Cookie');
      expect(cookies).toEqual(['a=1', 'b=2', 'a=1']);
    });

    test('1.13 an old server: space before the colon, folded lines', async () => {
      const { response } = await exchange(
        await scene(stage),
        GET,
        `${head('HTTP/1.1 200 OK', 'Content-Length : 2', 'X: one', '  two')}ok`,
      );
      if (response.status === 502) return; // may be refused as well
      expect(response.body).toBe('ok');
      expect(valuesOf(response, 'X')).toEqual(['one two']);
    });
  });
}
