import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { createProxy } from '../../stages/features/proxy.ts';
import { getOf, head } from '../kit/bytes.ts';
import { MIB, receiveLongBody, sendLongBody } from '../kit/long-body.ts';
import { scene } from '../kit/scene.ts';
import { asked, chunkOf, fetched, LAST_CHUNK } from './cache-scenes.ts';
import { withOptions } from './stage.ts';

const HINT =
  'What is larger than the cache is passed on as it comes: who downloads a ' +
  'film needs no memory of the size of a film.';

/** The size of what a stored body is kept in, in bytes. */
const BLOCK = MIB / 16;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Watches blocks of bodies. Returns what counts those still in memory. */
function watchBlocks(): () => Promise<number> {
  const blocks: WeakRef<Buffer>[] = [];
  const allocate = Buffer.allocUnsafeSlow;
  onTestFinished(
    () => void Object.assign(Buffer, { allocUnsafeSlow: allocate }),
  );
  Buffer.allocUnsafeSlow = (size) => {
    const block = allocate(size);
    if (size === BLOCK) blocks.push(new WeakRef(block));
    return block;
  };
  return async () => {
    expect(blocks.length).toBeGreaterThan(0);
    await new Promise(setImmediate); // a WeakRef holds until its turn is over
    collect();
    return blocks.filter((each) => each.deref() !== undefined).length;
  };
}

test('4.882 of what has outgrown the cache, what is read is forgotten', {
  meta: { hint: HINT },
}, async () => {
  const stage = withOptions({ number: 4, createProxy }, { cacheSize: MIB });
  const all = await scene(stage);
  const client = await asked(all, head('GET / HTTP/1.0', 'Host: a.example'));
  const { end } = await all.origin.nextRequest();
  const blocksThere = watchBlocks();
  end.send(head('HTTP/1.0 200 OK', 'Cache-Control: max-age=100'));
  await client.receiveUntil('\r\n\r\n');
  await Promise.all([
    sendLongBody(end, 16 * MIB),
    receiveLongBody(client, 16 * MIB),
  ]);
  expect(await blocksThere()).toBeLessThan(32);
});

test('4.885 short bodies of unknown length take no block each', async () => {
  const all = await scene({ number: 4, createProxy });
  const blocksThere = watchBlocks();
  const fields = ['Cache-Control: max-age=9', 'Transfer-Encoding: chunked'];
  const chunked = head('HTTP/1.1 200 OK', ...fields) + chunkOf('to be');
  for (let index = 0; index < 20; index++) {
    const request = getOf(`/${index}`);
    const { body } = await fetched(all, request, chunked + LAST_CHUNK);
    expect(body).toBe('to be');
  }
  await all.proxy.says(/Caching \/19/);
  expect(await blocksThere()).toBeLessThan(10);
});
