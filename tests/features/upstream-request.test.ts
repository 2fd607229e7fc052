import { expect, onTestFinished, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import type { Request } from '../../stages/features/source.ts';
import { UpstreamRequest } from '../../stages/features/upstream.ts';
import { Upstreams } from '../../stages/features/upstreams.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { okOf } from '../kit/bytes.ts';
import { createFence } from '../kit/fence.ts';
import { HOST } from '../kit/listen.ts';
import { MIB } from '../kit/long-body.ts';
import { Origin } from '../kit/origin.ts';
import { SECOND } from './hand-clock.ts';
import { REQUEST, Reader, setUp } from './upstream-reader.ts';

test('4.684 what lies behind a response that waited is for nobody', async () => {
  const { origin, upstreams } = await setUp();
  const ask = (reader: Reader) => {
    const request = new UpstreamRequest(REQUEST, reader, upstreams);
    request.end(new HeaderList());
    return request;
  };
  const second = new Reader();
  const first = new Reader(() => void ask(second));
  const request = ask(first);
  const { end } = await origin.nextRequest();
  const fence = await createFence();
  end.send(okOf('good').slice(0, -1));
  await first.isAt('goo');
  for (const bytes of ['d', okOf('evil')]) {
    end.send(bytes);
    await fence();
  }
  request.resume();
  const next = await origin.nextRequest();
  expect(next.end).not.toBe(end);
  next.end.send(okOf('fine'));
  await second.isAt('fine');
});

test('4.697 a body in drops gives no respite to a connection', async () => {
  const { clock, upstreams } = await setUp();
  const reader = new Reader();
  const framing = { kind: 'chunked' } as const;
  const request = new UpstreamRequest(
    { ...REQUEST, framing },
    reader,
    upstreams,
  );
  // All in one turn of the event loop, which cannot tell of the connection.
  for (const byte of '1234') {
    clock.turn(SECOND);
    request.write(Buffer.from(byte));
  }
  expect(reader.errors).toEqual([]);
  clock.turn(SECOND);
  expect(reader.errors).toMatchObject([{ status: 504 }]);
});

test('4.750 who has not read one request is sent no other behind it', async () => {
  const { origin, upstreams } = await setUp();
  const ask = (request: Request, body: Buffer) => {
    const reader = new Reader();
    const sent = new UpstreamRequest(request, reader, upstreams);
    sent.write(body);
    sent.end(new HeaderList());
    return reader;
  };
  const framing = { kind: 'length', length: 16 * MIB } as const;
  const early = ask({ ...REQUEST, framing }, Buffer.alloc(16 * MIB));
  const first = await origin.nextConnection();
  first.stopReading();
  first.send(okOf('enough'));
  await early.isAt('enough');
  await (await createFence())();
  const late = ask(REQUEST, Buffer.alloc(0));
  const { end } = await origin.nextRequest();
  expect(end).not.toBe(first);
  end.send(okOf('fine'));
  await late.isAt('fine');
});

test('4.758 the time for an answer begins when all has been read', async () => {
  const { origin, clock, upstreams } = await setUp();
  const reader = new Reader();
  const framing = { kind: 'length', length: 16 * MIB } as const;
  const request = new UpstreamRequest(
    { ...REQUEST, framing },
    reader,
    upstreams,
  );
  const end = await origin.nextConnection();
  const fence = await createFence();
  end.stopReading();
  request.write(Buffer.alloc(16 * MIB));
  request.end(new HeaderList());
  await fence();
  clock.turn(40 * SECOND);
  end.readOn();
  await end.receiveUntil('\r\n\r\n');
  await end.receive(16 * MIB);
  await fence();
  clock.turn(59 * SECOND);
  expect(reader.errors).toEqual([]);
  clock.turn(SECOND);
  expect(reader.errors).toMatchObject([{ status: 504 }]);
});

test('4.699 who is abandoned while it connects asks nobody', async () => {
  const { origin, clock, upstreams } = await setUp(2);
  const reader = new Reader();
  const request = new UpstreamRequest(REQUEST, reader, upstreams);
  request.end(new HeaderList());
  request.abandon();
  clock.turn(5 * SECOND);
  await (await createFence())();
  expect(reader.errors).toEqual([]);
  const asked = origin.connections.filter(({ received }) => received > 0);
  expect(asked).toEqual([]);
});

test('4.718 who is refused when all is closed asks nobody else', async () => {
  const { origin, upstreams: usual } = await setUp();
  const other = await Origin.start(new Recorder());
  onTestFinished(() => other.goDown());
  await other.refuse();
  const addresses = [other, origin].map(({ port }) => ({ host: HOST, port }));
  const upstreams = new Upstreams(addresses, usual.parts);
  const reader = new Reader();
  new UpstreamRequest(REQUEST, reader, upstreams);
  upstreams.close();
  await reader.news.until(
    () => reader.errors[0],
    () => 'an error',
  );
  const fence = await createFence();
  await fence();
  expect(origin.connections.length, 'connections to the origin').toBe(0);
});

test('4.761 who has read all that was sent is no longer late', async () => {
  const { origin, clock, upstreams } = await setUp();
  const reader = new Reader();
  const framing = { kind: 'length', length: 32 * MIB } as const;
  const request = new UpstreamRequest(
    { ...REQUEST, framing },
    reader,
    upstreams,
  );
  const { end } = await origin.nextRequest();
  end.stopReading();
  request.write(Buffer.alloc(16 * MIB));
  clock.turnAlmost(60);
  end.readOn();
  await end.receive(16 * MIB);
  await (await createFence())();
  clock.turn(SECOND);
  expect(reader.errors).toEqual([]);
});

test('4.872 who has room again waits as long for the next piece', async () => {
  const { origin, clock, upstreams } = await setUp();
  const reader = new Reader();
  const request = new UpstreamRequest(REQUEST, reader, upstreams);
  request.end(new HeaderList());
  const { end } = await origin.nextRequest();
  end.send(okOf('good').slice(0, -1));
  await reader.isAt('goo');
  clock.turn(90 * SECOND);
  request.resume();
  clock.turnAlmost(60);
  expect(reader.errors).toEqual([]);
  clock.turn(1);
  expect(reader.errors).toMatchObject([{ status: 504 }]);
});
