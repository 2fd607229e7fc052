import { expect, test } from 'vitest';
import { letterOf } from '../../tools/wire/taps.ts';
import { createFence } from '../kit/fence.ts';
import {
  MIB,
  receiveLongBody,
  sendLongBody,
  untilStuck,
} from '../kit/long-body.ts';
import { tapped } from './tapped.ts';

test('bytes go through as they are, both ways, and are seen', async () => {
  const { connect, origin, words } = await tapped();
  const near = await connect();
  near.send('\x00\xff ping');
  const far = await origin.nextConnection();
  await far.expectBytes('\x00\xff ping');
  far.send('pong');
  await near.expectBytes('pong');
  expect(words()).toEqual([
    'peer open',
    'peer "\x00\xff ping"',
    'proxy "pong"',
  ]);
});

test('towards the origin it is the proxy who opens', async () => {
  const { connect, origin, words } = await tapped('origin');
  const near = await connect();
  near.send('GET');
  const far = await origin.nextConnection();
  await far.expectBytes('GET');
  far.send('OK');
  await near.expectBytes('OK');
  expect(words()).toEqual(['proxy open', 'proxy "GET"', 'peer "OK"']);
});

test('FIN of one side leaves the other side open', async () => {
  const { connect, origin, words } = await tapped();
  const near = await connect();
  near.send('all');
  near.sendFin();
  const far = await origin.nextConnection();
  await far.expectBytes('all');
  await far.expectFin();
  far.send('late answer');
  await near.expectBytes('late answer');
  far.sendFin();
  await near.expectFin();
  expect(words().slice(2)).toEqual([
    'peer fin',
    'proxy "late answer"',
    'proxy fin',
  ]);
});

test('FIN of the far side comes through alone, too', async () => {
  const { connect, origin } = await tapped();
  const near = await connect();
  const far = await origin.nextConnection();
  far.sendFin();
  await near.expectFin();
  near.send('still here');
  await far.expectBytes('still here');
});

test('RST from the near side becomes one on the far side', async () => {
  const { connect, origin, sees, words } = await tapped();
  const near = await connect();
  const far = await origin.nextConnection();
  near.send('x');
  await far.expectBytes('x');
  near.sendRst();
  await far.expectRst();
  await sees('rst');
  expect(words().at(-1)).toBe('peer rst');
});

test('RST right behind data is no FIN, on any Node', async () => {
  const { connect, origin, sees, words } = await tapped();
  for (let round = 1; round <= 20; round++) {
    const near = await connect();
    near.send('x');
    const far = await origin.nextConnection();
    await far.expectBytes('x');
    far.send('cut sh');
    far.sendRst();
    await sees('rst', round);
    near.destroy();
  }
  expect(words().filter((word) => word.endsWith('fin'))).toEqual([]);
});

test('RST before anything was said is no refusal', async () => {
  const { connect, origin, sees, words } = await tapped();
  const near = await connect();
  const far = await origin.nextConnection();
  far.sendRst();
  await sees('rst');
  await near.expectEnd();
  expect(words()).toEqual(['peer open', 'proxy rst']);
});

test('a refused connection becomes a reset, and is seen', async () => {
  const { connect, origin, sees, words } = await tapped();
  await origin.refuse();
  const near = await connect();
  near.send('GET');
  await sees('refused');
  await near.expectEnd();
  expect(near.ending).toBe('RST');
  expect(words()).toEqual(['peer open', 'proxy refused']);
});

test('who does not read holds up who sends, either way', async () => {
  const { connect, origin } = await tapped();
  const near = await connect();
  const far = await origin.nextConnection();
  const fence = await createFence();
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    to.stopReading();
    const sent = sendLongBody(from, 32 * MIB);
    await untilStuck(from, fence);
    expect(from.sent).toBeLessThan(31 * MIB);
    to.readOn();
    await receiveLongBody(to, 32 * MIB);
    await sent;
  }
});

test('many connections at once stay apart', async () => {
  const { connect, origin } = await tapped();
  const pairs = [];
  for (let at = 0; at < 30; at++) {
    const near = await connect();
    pairs.push([near, await origin.nextConnection()] as const);
  }
  for (const [at, [near, far]] of pairs.entries()) {
    near.send(`to ${at}`);
    far.send(`from ${at}`);
  }
  for (const [at, [near, far]] of pairs.entries()) {
    await far.expectBytes(`to ${at}`);
    await near.expectBytes(`from ${at}`);
  }
});

test('clients are lettered A, B, ... Z, AA, AB, ...', () => {
  const names = [0, 1, 25, 26, 27, 701, 702].map(letterOf);
  expect(names).toEqual(['A', 'B', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
});
