import { describe, expect, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { preferredCoding } from '../../stages/features/compression/negotiation.ts';

const OURS = [{ name: 'gzip' }, { name: 'br' }, { name: 'zstd' }];

/** What an Accept-Encoding leads to, by what it shows. */
const TABLES = {
  'at equal weights gzip is first, then br, then zstd': [
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['gzip, deflate, br, zstd', 'gzip'],
    ['zstd, br, gzip', 'gzip'],
    ['zstd, br', 'br'],
    ['zstd;q=0.5, br;q=0.5, gzip;q=0.50', 'gzip'],
  ],
  'a higher weight wins': [
    ['gzip;q=0.9, br', 'br'],
    ['gzip;q=0.8, br;q=0.9, zstd;q=1.0', 'zstd'],
    ['gzip;q=0.001, br;q=0.002', 'br'],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', 'br'],
    ['gzip;q=0, br;q=0.1', 'br'],
    ['deflate;q=1, zstd;q=0.1', 'zstd'],
  ],
  'weight 0 means never': [
    ['gzip;q=0', undefined],
    ['gzip;q=0.', undefined],
    ['gzip;q=0.000', undefined],
    ['gzip;q=0, br;q=0.0, zstd;q=0.00', undefined],
  ],
  'a weight that cannot be read is 0': [
    ['gzip;q=much', undefined],
    ['gzip;q=', undefined],
    ['gzip;q', undefined],
    ['gzip;', undefined],
    ['gzip;q=.5', undefined],
    ['gzip;q=-1', undefined],
    ['gzip;q=1.001', undefined],
    ['gzip;q=1.0000', undefined],
    ['gzip;q=0.1234', undefined],
    ['gzip;q=2', undefined],
    ['gzip;q=1e0', undefined],
    ['gzip;q="1"', undefined],
    ['gzip;q =1', undefined],
    ['gzip;q= 1', undefined],
    ['gzip;level=9', undefined],
    ['gzip;q=1;q=1', undefined],
    ['gzip br', undefined],
    ['gzip;q=much, *', 'br'],
    ['gzip;q=much, br;q=0.1', 'br'],
  ],
  'a weight that can is read': [
    ['gzip;q=1', 'gzip'],
    ['gzip;q=1.', 'gzip'],
    ['gzip;q=1.000', 'gzip'],
    ['gzip;q=0.5', 'gzip'],
    ['gzip;Q=0.5', 'gzip'],
    ['gzip ;q=0.5', 'gzip'],
    ['gzip; q=0.5', 'gzip'],
    ['gzip\t;\tq=0.5', 'gzip'],
  ],
  '* stands for what is not named': [
    ['*', 'gzip'],
    ['*;q=0.1', 'gzip'],
    ['*;q=0', undefined],
    ['gzip;q=0, *', 'br'],
    ['*, gzip;q=0', 'br'],
    ['gzip;q=0, br;q=0, *;q=0.1', 'zstd'],
    ['gzip;q=0.5, *', 'br'],
    ['br, *;q=0.1', 'br'],
    ['br, *;q=0', 'br'],
    ['gzip;q=0, br;q=0, zstd;q=0, *', undefined],
  ],
  'of two weights the lower one counts': [
    ['gzip, gzip;q=0', undefined],
    ['gzip;q=0, gzip', undefined],
    ['gzip;q=0.1, br;q=0.5, gzip', 'br'],
    ['gzip;q=much, gzip', undefined],
    ['x-gzip;q=0, gzip', undefined],
    ['*;q=0, *', undefined],
  ],
  'case does not matter': [
    ['GZIP', 'gzip'],
    ['Br', 'br'],
    ['ZStd;Q=0.5', 'zstd'],
    ['X-GZip', 'gzip'],
  ],
  'spaces and tabs around ; and , do not matter': [
    ['  gzip  ', 'gzip'],
    ['gzip;q=0.5 , br;q=0.6', 'br'],
    ['gzip ; q=0.5,br\t;\tq=0.6', 'br'],
    ['gzip;q=0.5,br;q=0.6', 'br'],
    [',, gzip,,', 'gzip'],
  ],
  'x-gzip is gzip, but x- is no rule (8.4.1.3)': [
    ['x-gzip', 'gzip'],
    ['x-gzip;q=0.1', 'gzip'],
    ['x-gzip;q=0, *', 'br'],
    ['x-br', undefined],
    ['x-zstd', undefined],
  ],
  'identity wins only where it says that it is better': [
    ['identity', undefined],
    ['gzip, identity', 'gzip'],
    ['gzip;q=0.5, identity;q=0.5', 'gzip'],
    ['gzip;q=0.5, identity', undefined],
    ['gzip;q=0.5, identity;q=0.6, br;q=0.7', 'br'],
    ['gzip;q=0.5, *;q=0.8, identity', undefined],
    ['gzip;q=0.5, identity;q=0', 'gzip'],
    ['gzip;q=0.5, br;q=0.5, zstd;q=0.5, *', 'gzip'],
  ],
  'where nothing is acceptable: plain bytes': [
    ['identity;q=0', undefined],
    ['identity;q=0, *;q=0', undefined],
    ['identity;q=0, deflate', undefined],
  ],
  'what is not known is passed over': [
    ['', undefined],
    ['deflate', undefined],
    ['gzippy, xgzip, gzi, brr', undefined],
    ['constructor, __proto__', undefined],
    ['deflate, gzip;q=0.1', 'gzip'],
    [';q=1, gzip', 'gzip'],
    ['=, ;, gzip', 'gzip'],
  ],
} as const;

for (const [rule, rows] of Object.entries(TABLES)) {
  describe(`4.131 RFC 9110 12.5.3: ${rule}`, () => {
    for (const [value, expected] of rows) {
      test(`4.131 ${JSON.stringify(value)}: ${expected ?? 'plain'}`, () => {
        const fields = new HeaderList([['Accept-Encoding', value]]);
        const accepted = fields.tokens('Accept-Encoding');
        expect(preferredCoding(accepted, OURS)?.name).toBe(expected);
      });
    }
  });
}

describe('4.132 RFC 9110 12.5.3: what we can do', () => {
  test('4.132 no coding of ours: plain', () => {
    expect(preferredCoding(['*', 'gzip'], [])).toBeUndefined();
  });

  test('4.132 a coding that this Node lacks is not chosen', () => {
    const [gzip, br] = OURS;
    const accepted = ['zstd', 'br;q=0.5'];
    expect(preferredCoding(accepted, [gzip!, br!])?.name).toBe('br');
  });
});
