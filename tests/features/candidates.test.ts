import { describe, expect, test } from 'vitest';
import {
  type BodyFraming,
  type HeaderField,
  HeaderList,
} from '../../shared/parser/index.ts';
import { isCandidate } from '../../stages/features/compression/candidates.ts';

const FROM = 20;

/** A response: its media type, and what makes it another one. */
interface Case {
  readonly type?: string;
  readonly status?: number;
  readonly fields?: readonly HeaderField[];
  readonly framing?: BodyFraming;
  readonly from?: number;
}

function isWorthIt(each: Case): boolean {
  const { status = 200, fields = [], from = FROM } = each;
  const { framing = { kind: 'length', length: 1000 } } = each;
  const headers = new HeaderList(fields);
  if (each.type !== undefined) headers.append('Content-Type', each.type);
  const head = { version: '1.1', status, reason: '', headers } as const;
  return isCandidate({ head, framing }, from);
}

const TYPES = {
  'text/plain': true,
  'text/html; charset=utf-8': true,
  'text/html;charset=utf-8': true,
  'TEXT/CSS': true,
  'text/javascript': true,
  'text/event-stream': true,
  'text/of-no-list': true,
  'application/json': true,
  'application/ld+json': true,
  'application/vnd.of-no-list+json': true,
  'application/xml': true,
  'application/rss+xml': true,
  'application/xhtml+xml': true,
  'application/javascript': true,
  'application/manifest+json': true,
  'application/wasm': true,
  'application/octet-stream': true,
  'image/svg+xml': true,
  'image/bmp': true,
  'font/ttf': true,
  'image/png': false,
  'image/jpeg': false,
  'image/webp': false,
  'video/mp4': false,
  'audio/mpeg': false,
  'font/woff2': false,
  'application/zip': false,
  'application/gzip': false,
  'application/pdf': false,
  'application/of-no-list': false,
  'multipart/byteranges': false,
  constructor: false,
  '': false,
} as const;

describe('4.133 RFC 9110 8.3: by media type', () => {
  for (const [type, expected] of Object.entries(TYPES)) {
    test(`4.133 ${type || 'an empty one'}: ${expected ? 'yes' : 'no'}`, () => {
      expect(isWorthIt({ type })).toBe(expected);
    });
  }

  test('4.133 none: no', () => expect(isWorthIt({})).toBe(false));
});

const SIZES: readonly (readonly [string, Omit<Case, 'type'>, boolean])[] = [
  ['20 bytes', { framing: { kind: 'length', length: 20 } }, true],
  ['19 bytes', { framing: { kind: 'length', length: 19 } }, false],
  [
    'no byte, from 0',
    { framing: { kind: 'length', length: 0 }, from: 0 },
    false,
  ],
  [
    'one byte, from 0',
    { framing: { kind: 'length', length: 1 }, from: 0 },
    true,
  ],
  ['chunks', { framing: { kind: 'chunked' } }, true],
  ['chunks, from 0', { framing: { kind: 'chunked' }, from: 0 }, true],
  ['up to FIN', { framing: { kind: 'until-close' } }, true],
  ['HEAD of 20 bytes', { framing: { kind: 'none', declared: 20 } }, true],
  ['HEAD of 19 bytes', { framing: { kind: 'none', declared: 19 } }, false],
  ['HEAD of nobody knows', { framing: { kind: 'none' } }, true],
];

describe('4.134 RFC 9110 8.6: by size', () => {
  for (const [what, each, expected] of SIZES) {
    test(`4.134 ${what}: ${expected ? 'yes' : 'no'}`, () => {
      expect(isWorthIt({ type: 'text/plain', ...each })).toBe(expected);
    });
  }
});

const STATUSES = {
  101: false,
  200: true,
  203: true,
  204: false,
  206: true, // as far as Vary goes: see 4.398
  304: true,
  404: true,
  500: true,
} as const;

describe('4.135 RFC 9110 15: by status', () => {
  for (const [status, expected] of Object.entries(STATUSES)) {
    test(`4.135 ${status}: ${expected ? 'yes' : 'no'}`, () => {
      const each = { type: 'text/plain', status: Number(status) };
      expect(isWorthIt(each)).toBe(expected);
    });
  }

  test('4.135 a 304 that does not tell its type: yes', () => {
    expect(isWorthIt({ status: 304, framing: { kind: 'none' } })).toBe(true);
  });
});

const FIELDS = [
  ['Content-Encoding', 'gzip', false],
  ['content-encoding', 'identity', false],
  ['Content-MD5', 'x', false],
  ['Content-Digest', 'sha-256=:x:', false],
  ['Repr-Digest', 'sha-256=:x:', false],
  ['Digest', 'sha-256=x', false],
  ['Cache-Control', 'no-transform', false],
  ['cache-control', 'max-age=9 , No-Transform', false],
  ['Cache-Control', 'no-store, max-age=9', true],
  ['X-Cache-Control', 'no-transform', true],
  ['X-Digest', 'x', true],
  ['Want-Repr-Digest', 'sha-256=1', true],
] as const;

describe('4.136 RFC 9111 5.2.2.6, RFC 9530: by other fields', () => {
  for (const [name, value, expected] of FIELDS) {
    test(`4.136 ${name}: ${value}: ${expected ? 'yes' : 'no'}`, () => {
      const each = { type: 'text/plain', fields: [[name, value]] } as const;
      expect(isWorthIt(each)).toBe(expected);
    });
  }
});
