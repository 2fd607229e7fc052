import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { addForwarded, senderOf } from '../../stages/features/forwarded.ts';

type Fields = readonly (readonly [name: string, value: string])[];

/** The fields as they are forwarded, in lines. */
function forwarded(
  from: Partial<Parameters<typeof addForwarded>[1]>,
  fields: Fields = [],
  isTrusted = false,
): string[] {
  const headers = new HeaderList(fields);
  const usual = { address: '192.0.2.1', host: 'a.example', scheme: 'http' };
  addForwarded(headers, { ...usual, scheme: 'http', ...from }, isTrusted);
  return Array.from(headers, ([name, value]) => `${name}: ${value}`);
}

const OURS = [
  'Forwarded: for=192.0.2.1;host=a.example;proto=http',
  'X-Forwarded-For: 192.0.2.1',
  'X-Forwarded-Proto: http',
  'X-Forwarded-Host: a.example',
];

test('a request says for whom it is forwarded', () => {
  expect(forwarded({})).toEqual(OURS);
});

/** An address: in Forwarded, in X-Forwarded-For. */
const ADDRESSES: readonly [string | undefined, string, string][] = [
  ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['2001:db8::17', '"[2001:db8::17]"', '2001:db8::17'],
  ['::1', '"[::1]"', '::1'],
  ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:1', '"[::ffff:1]"', '::ffff:1'],
  ['fe80::1%eth0', '"[fe80::1]"', 'fe80::1'],
  [undefined, 'unknown', 'unknown'],
  ['', 'unknown', 'unknown'],
];

test.each(ADDRESSES)('the address %j', (address, node, plain) => {
  const [standard, old] = forwarded({ address });
  expect(standard).toBe(`Forwarded: for=${node};host=a.example;proto=http`);
  expect(old).toBe(`X-Forwarded-For: ${plain}`);
});

test.each([
  ['a.example:8000', '"a.example:8000"'],
  ['[::1]:8000', '"[::1]:8000"'],
  ['a;b=c,d', '"a;b=c,d"'],
  ["!$&'*+~-_.%", "!$&'*+~-_.%"],
])('the host %j', (host, written) => {
  const [standard, , , old] = forwarded({ host });
  expect(standard).toBe(`Forwarded: for=192.0.2.1;host=${written};proto=http`);
  expect(old).toBe(`X-Forwarded-Host: ${host}`);
});

test('no host is said where the client named none', () => {
  expect(forwarded({ host: undefined })).toEqual([
    'Forwarded: for=192.0.2.1;proto=http',
    ...OURS.slice(1, 3),
  ]);
});

test('who came by TLS is said to have', () => {
  const [standard, , proto] = forwarded({ scheme: 'https' });
  expect(standard).toMatch(/;proto=https$/);
  expect(proto).toBe('X-Forwarded-Proto: https');
});

/** Fields that only a proxy of ours may write. */
const CLAIMS = [
  'Forwarded',
  'FORWARDED',
  'X-Forwarded-For',
  'x-forwarded-proto',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Real-IP',
];

/** Names that some server takes for one of those. */
const LOOK_ALIKES = [
  'X_Forwarded_For',
  'X-Forwarded_Host',
  'x_forwarded-proto',
  'X.Forwarded.For',
  'X_Real_IP',
];

/** Names that are nobody's business. */
const OTHERS = ['X-Forwarded', 'Forwarded-For', 'X-Real-IPs', 'Via', 'X_Y'];

test.each([...CLAIMS, ...LOOK_ALIKES])('a client may not say %s', (name) => {
  const fields = [[name, 'lie']] as const;
  expect(forwarded({}, [...fields, ...fields])).toEqual(OURS);
  expect(forwarded({ host: undefined }, fields)).toHaveLength(3);
});

test.each(LOOK_ALIKES)('nor does a trusted proxy say %s', (name) => {
  expect(forwarded({}, [[name, 'lie']], true)).toEqual(OURS);
});

test.each(OTHERS)('a client may say %s', (name) => {
  const lines = forwarded({}, [[name, 'a']]);
  expect(lines).toEqual([`${name}: a`, ...OURS]);
});

test('a trusted proxy is believed: added to, or kept', () => {
  const said = [
    ['x-forwarded-for', '203.0.113.9, 198.51.100.2'],
    ['forwarded', 'for=203.0.113.9'],
    ['Forwarded', 'for=198.51.100.2;proto=https'],
    ['x-forwarded-proto', 'https'],
    ['X-Forwarded-Host', 'shop.example'],
    ['X-Forwarded-Port', '443'],
    ['X-Real-IP', '203.0.113.9'],
  ] as const;
  expect(forwarded({}, said, true)).toEqual([
    'x-forwarded-proto: https',
    'X-Forwarded-Host: shop.example',
    'X-Forwarded-Port: 443',
    'X-Real-IP: 203.0.113.9',
    'Forwarded: for=203.0.113.9, for=198.51.100.2;proto=https, ' +
      'for=192.0.2.1;host=a.example;proto=http',
    'X-Forwarded-For: 203.0.113.9, 198.51.100.2, 192.0.2.1',
  ]);
});

test('a trusted proxy that says nothing, or nothing in it, is spoken for', () => {
  const empty = OURS.map((line) => [line.split(':')[0] ?? '', ''] as const);
  expect(forwarded({}, [], true)).toEqual(OURS);
  expect(forwarded({}, empty, true)).toEqual(OURS);
});

test('behind a trusted proxy, too, an unknown address is the last one', () => {
  const said = [['X-Forwarded-For', '203.0.113.9']] as const;
  const lines = forwarded({ address: undefined }, said, true);
  expect(lines).toContain('X-Forwarded-For: 203.0.113.9, unknown');
});

test('a socket tells its address, and whether it is one of TLS', () => {
  const head = { method: 'GET', target: '/', version: '1.1' } as const;
  const named = { ...head, headers: new HeaderList([['Host', 'b.example']]) };
  const plain = new Socket();
  const address = undefined; // neither is connected
  expect(senderOf(plain, named, named)).toEqual({
    address,
    host: 'b.example',
    scheme: 'http',
  });
  const nameless = { ...head, headers: new HeaderList() };
  expect(senderOf(new TLSSocket(plain), nameless, named)).toEqual({
    address,
    host: undefined,
    scheme: 'https',
  });
});
