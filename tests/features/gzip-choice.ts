import { describe, expect, test } from 'vitest';
import { chunks, GET, head } from '../kit/bytes.ts';
import { valuesOf } from '../kit/message.ts';
import type { ReplyLike } from '../kit/origin.ts';
import { scene } from '../kit/scene.ts';
import { exchange } from '../kit/steps.ts';
import * as gzip from './messages.ts';
import { type FeaturesStage, testOfOptions, withOptions } from './stage.ts';

const HINT =
  'Accept-Encoding is a list in any case, with weights: weight 0 means never, ' +
  'and what likes plain bytes better gets these (RFC 9110 12.4.2, 12.5.3).';

const ACCEPTING = [
  'Accept-Encoding: gzip',
  'Accept-Encoding: gzip,deflate',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Encoding: compress;q=1.0, gzip;q=0.8, *;q=0.1',
  'Accept-Encoding: GZIP',
  'Accept-Encoding: x-gzip',
  'Accept-Encoding: gzip;q=1.0',
  'Accept-Encoding: gzip ; Q=0.5',
  'Accept-Encoding: gzip;q=0.001',
  'accept-encoding: gzip',
  'ACCEPT-ENCODING:gzip',
  'Accept-Encoding: br\r\nAccept-Encoding: gzip',
  'Accept-Encoding: *',
  'Accept-Encoding: deflate, *;q=0.1',
  'Accept-Encoding: gzip, identity',
  'Accept-Encoding: identity;q=0.5, gzip;q=0.6',
];

const DECLINING = [
  'X: gzip',
  'Accept-Encoding:',
  'Accept-Encoding: deflate, compress',
  'Accept-Encoding: gzippy, xgzip',
  'Accept-Encoding: identity',
  'Accept-Encoding: gzip;q=0',
  'Accept-Encoding: gzip;q=0.000',
  'Accept-Encoding: gzip;q=0, br;q=0, zstd;q=0, *',
  'Accept-Encoding: identity;q=0',
  'Accept-Encoding: gzip\r\nCache-Control: no-transform',
  'Accept-Encoding: gzip, br\r\ncache-control: max-age=9 , No-Transform',
  'Accept-Encoding: *;q=0',
  'Accept-Encoding: gzip;q=much',
  'Accept-Encoding: gzip;q=0.5, identity',
];

const { TEXT } = gzip;
const text = (type: string) => gzip.replyOf(TEXT, `Content-Type: ${type}`);

/** Responses that are worth compressing: what they are, and the reply. */
const WORTH_IT: readonly (readonly [string, ReplyLike])[] = [
  ['text/html; charset=utf-8', text('text/html; charset=utf-8')],
  ['TEXT/CSS', text('TEXT/CSS')],
  ['application/json', text('application/json')],
  ['application/ld+json', text('application/ld+json')],
  ['application/javascript', text('application/javascript')],
  ['image/svg+xml', text('image/svg+xml')],
  ['a 404', text('text/html').replace('200 OK', '404 Not Found')],
  [
    'chunks',
    head(
      'HTTP/1.1 200 OK',
      'Content-Type: text/plain',
      'Transfer-Encoding: chunked',
    ) + chunks(TEXT.slice(0, 5), TEXT.slice(5)),
  ],
  [
    'up to FIN',
    {
      bytes: `HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n${TEXT}`,
      ending: 'FIN',
    },
  ],
  ['20 bytes', gzip.textOf('x'.repeat(20))],
];

/** Responses that are left as they are: what they are, and the reply. */
const LEFT_ALONE = [
  ['br already', gzip.textOf(TEXT, 'Content-Encoding: br')],
  ['gzip already', gzip.textOf(TEXT, 'content-encoding: gzip')],
  [
    '206',
    gzip
      .textOf(TEXT, 'Content-Range: bytes 0-42/99')
      .replace('200 OK', '206 Partial Content'),
  ],
  [
    '206 that does not say of what',
    gzip.textOf(TEXT).replace('200 OK', '206 Partial Content'),
  ],
  ['204', head('HTTP/1.1 204 No Content', 'Content-Type: text/plain')],
  ['no-transform', gzip.textOf(TEXT, 'Cache-Control: no-store, No-Transform')],
  ['Content-MD5', gzip.textOf(TEXT, 'Content-MD5: x')],
  ['19 bytes', gzip.textOf('x'.repeat(19))],
  ['no byte', gzip.textOf('')],
  ['image/png', text('image/png')],
  ['font/woff2', text('font/woff2')],
  ['application/zip', text('application/zip')],
  ['no type', gzip.replyOf(TEXT)],
] as const;

/** Who gets gzip, and of what. */
export function gzipChoice(stage: FeaturesStage): void {
  describe('gzip or not', { meta: { hint: HINT } }, () => {
    for (const line of ACCEPTING) {
      test(`4.8 gzip for ${JSON.stringify(line)}`, async () => {
        const all = await scene(stage);
        const request = gzip.getWith(line);
        const { response } = await exchange(all, request, gzip.textOf(TEXT));
        expect(valuesOf(response, 'Content-Encoding')).toEqual(['gzip']);
        expect(gzip.unzipped(response)).toEqualBytes(TEXT);
        await all.proxy.says(/gzipping\.\.\./);
      });
    }

    for (const line of DECLINING) {
      test(`4.9 plain for ${JSON.stringify(line)}, and Vary`, async () => {
        const all = await scene(stage);
        const request = gzip.getWith(line);
        const reply = gzip.textOf(TEXT, 'ETag: "a"');
        const { response } = await exchange(all, request, reply);
        expect(valuesOf(response, 'Content-Encoding')).toEqual([]);
        expect(response.body).toEqualBytes(TEXT);
        expect(gzip.variesBy(response)).toContain('accept-encoding');
        expect(valuesOf(response, 'ETag')).toEqual(['"a"']);
        expect(all.proxy.countOf(/gzipping|compressing/g)).toBe(0);
      });
    }

    for (const [what, reply] of WORTH_IT) {
      test(`4.10 compressed: ${what}`, async () => {
        const all = await scene(stage);
        const { response } = await exchange(all, gzip.GET_GZIP, reply);
        expect(valuesOf(response, 'Content-Encoding')).toEqual(['gzip']);
        const plain = what === '20 bytes' ? 'x'.repeat(20) : TEXT;
        expect(gzip.unzipped(response)).toEqualBytes(plain);
      });
    }

    for (const [what, reply] of LEFT_ALONE) {
      test(`4.11 left as it is: ${what}`, async () => {
        const all = await scene(stage);
        const tagged = reply.replace('\r\n', '\r\nETag: "a"\r\n');
        const plain = await exchange(all, GET, tagged);
        const { response } = await exchange(all, gzip.GET_GZIP, tagged);
        const isOrigins = ([name]: readonly [string, string]) =>
          name !== 'Date' && name !== 'Cache-Status';
        expect(response.fields.filter(isOrigins)).toEqual(
          plain.response.fields.filter(isOrigins),
        );
        expect(valuesOf(response, 'ETag')).toEqual(['"a"']);
        expect(tagged.endsWith(`\r\n\r\n${response.body}`)).toBe(true);
        expect(all.proxy.countOf(/gzipping|compressing/g)).toBe(0);
      });
    }

    testOfOptions(
      '4.12 the shortest body that is compressed: an option',
      async () => {
        const all = await scene(
          withOptions(stage, { gzipFrom: TEXT.length + 1 }),
        );
        for (const [body, isZipped] of [
          [TEXT, false],
          [`${TEXT}!`, true],
        ] as const) {
          const reply = gzip.textOf(body);
          const { response } = await exchange(all, gzip.GET_GZIP, reply);
          expect(gzip.isGzipped(response)).toBe(isZipped);
          expect(gzip.decoded(response)).toEqualBytes(body);
        }
      },
    );
  });
}
