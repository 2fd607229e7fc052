import { describe, expect, test } from 'vitest';
import { GET, head, OK, postHead } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';

const HINT =
  'A head is not copied: fields about one connection are left out, those ' +
  'about the body are written from what was understood (RFC 9110 7.6).';

/** Fields that speak of one connection: sent, and the name not passed on. */
const HOP_BY_HOP = [
  ['Connection: X-Secret', 'X-Secret', 'X-Secret: 1'],
  ['Connection: a, x-SECRET ,b', 'X-Secret', 'X-Secret: 1'],
  ['Keep-Alive: timeout=5', 'Keep-Alive'],
  ['Proxy-Connection: keep-alive', 'Proxy-Connection'],
  ['TE: trailers', 'TE'],
  ['Upgrade: websocket', 'Upgrade'],
] as const;

/** Request targets: as sent, as the origin gets them, and the Host there. */
const TARGETS = [
  ['GET http://b.example/x?y HTTP/1.1', 'GET /x?y HTTP/1.1', 'b.example'],
  ['GET HTTP://b.example:81/ HTTP/1.1', 'GET / HTTP/1.1', 'b.example:81'],
  ['GET http://b.example HTTP/1.1', 'GET / HTTP/1.1', 'b.example'],
  ['GET http://b.example?y HTTP/1.1', 'GET /?y HTTP/1.1', 'b.example'],
  ['GET //x/../y HTTP/1.1', 'GET //x/../y HTTP/1.1', 'a.example'],
  ['OPTIONS * HTTP/1.1', 'OPTIONS * HTTP/1.1', 'a.example'],
] as const;

/** What the proxy changes in the heads that it passes on. */
export function forwardedHeads(stage: Stage): void {
  describe('heads, as passed on', { meta: { hint: HINT } }, () => {
    for (const [line, name, ...more] of HOP_BY_HOP) {
      test(`1.32 not passed on, in either direction: ${line}`, async () => {
        const { request, response } = await exchange(
          await scene(stage),
          postHead('Content-Length: 0', line, ...more),
          head('HTTP/1.1 200 OK', 'Content-Length: 0', line, ...more),
        );
        expect(valuesOf(request, name)).toEqual([]);
        expect(valuesOf(response, name)).toEqual([]);
      });
    }

    test('1.33 Connection cannot remove Content-Length or Host', async () => {
      const { request, response } = await exchange(
        await scene(stage),
        `${postHead('Connection: content-length, host', 'Content-Length: 3')}abc`,
        OK.replace('\r\n', '\r\nConnection: Content-Length\r\n'),
      );
      expect(valuesOf(request, 'Host')).toEqual(['a.example']);
      expect(valuesOf(request, 'Content-Length')).toEqual(['3']);
      expect(request.body).toBe('abc');
      expect(response.body).toBe('ok');
    });

    for (const [line, forwarded, host] of TARGETS) {
      test(`1.34 the target: ${line}`, async () => {
        const { request } = await exchange(
          await scene(stage),
          head(line, 'Host: a.example', 'Connection: close'),
        );
        expect(request.line).toBe(forwarded);
        expect(valuesOf(request, 'Host')).toEqual([host]);
      });
    }

    test('1.35 HTTP/1.0 without Host: Host is added for the origin', async () => {
      const all = await scene(stage);
      const { request, response } = await exchange(all, head('GET / HTTP/1.0'));
      const authority = `127.0.0.1:${all.origin.port}`;
      expect(valuesOf(request, 'Host')).toEqual([authority]);
      expect(response.status).toBe(200);
    });

    test('1.36 each hop has its own version', async () => {
      const all = await scene(stage);
      const old = await exchange(all, head('GET / HTTP/1.0', 'Host: a'));
      expect(old.request.line).toBe('GET / HTTP/1.1');
      expect(old.response.line).toBe('HTTP/1.1 200 OK');
      const reply = OK.replace('1.1', '1.0');
      const { response } = await exchange(all, GET, reply);
      expect(response.line).toBe('HTTP/1.1 200 OK');
      const next = await exchange(all, GET.replace('1.1', '1.9'));
      expect(next.request.line).toBe('GET / HTTP/1.1');
    });

    test('1.37 Via tells who passed the request on, behind others', async () => {
      const all = await scene(stage);
      const first = await exchange(all, GET);
      const own = valuesOf(first.request, 'Via').join();
      expect(own, 'Via at the origin').toMatch(/^1\.1 [^ ,]+$/);
      const second = await exchange(
        all,
        head('GET / HTTP/1.0', 'Host: a', 'Via: 1.1 other'),
      );
      const both = valuesOf(second.request, 'Via').join(', ');
      expect(both).toBe(`1.1 other, ${own.replace('1.1', '1.0')}`);
    });

    test('1.38 Date is added when it is missing, never twice', async () => {
      const all = await scene(stage);
      const { response } = await exchange(all, GET);
      const [date = '(none)'] = valuesOf(response, 'Date');
      expect(date, 'Date in the response').toMatch(/^\w{3}, [\w :]+ GMT$/);
      expect(new Date(date).toUTCString()).toBe(date);
      const sent = 'Tue, 15 Nov 1994 08:12:31 GMT';
      const dated = OK.replace('\r\n', `\r\nDate: ${sent}\r\n`);
      const second = await exchange(all, GET, dated);
      expect(valuesOf(second.response, 'Date')).toEqual([sent]);
    });
  });
}
