import { once } from 'node:events';
import { expect, test } from 'vitest';
import { codings } from '../../stages/features/compression/codings.ts';
import { CODING_NAMES, hasZstd, testOf } from './codings.ts';

const MIB = 1024 * 1024;

test('4.144 RFC 9110 8.4.1: all codings that this Node knows, in order', () => {
  const expected = CODING_NAMES.filter((name) => name !== 'zstd' || hasZstd);
  expect(codings.map(({ name }) => name)).toEqual(expected);
});

testOf('zstd')(
  '4.145 RFC 9659: the window of zstd is 8 MiB or less',
  async () => {
    const encoder = codings.find(({ name }) => name === 'zstd')!.encoder();
    encoder.write('To be');
    const [bytes] = (await once(encoder, 'data')) as [Buffer];
    encoder.destroy();
    // RFC 8878 3.1.1: a magic number, a descriptor, the window's size.
    expect(bytes.readUInt32LE()).toBe(0xfd2fb528);
    const isSingleSegment = (bytes[4]! & 0x20) !== 0;
    expect(isSingleSegment).toBe(false);
    const base = 2 ** (10 + (bytes[5]! >> 3));
    expect(base + (base / 8) * (bytes[5]! & 7)).toBeLessThanOrEqual(8 * MIB);
  },
);
