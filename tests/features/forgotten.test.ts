import { once } from 'node:events';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { Entry } from '../../stages/features/cache/entry.ts';
import { rejoin } from '../../stages/features/cache/rejoin.ts';
import { withDirectives } from '../../stages/features/cache/rules/index.ts';
import { Client } from '../../stages/features/client.ts';
import {
  type ConnectionUser,
  UpstreamConnection,
} from '../../stages/features/connection.ts';
import { type Parts, settingsOf } from '../../stages/features/options.ts';
import type { ProxyOptions } from '../../stages/features/proxy.ts';
import type { Recipient } from '../../stages/features/source.ts';
import { UpstreamServer } from '../../stages/features/upstreams.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { postHead } from '../kit/bytes.ts';
import { HOST } from '../kit/listen.ts';
import { MIB } from '../kit/long-body.ts';
import { Origin } from '../kit/origin.ts';
import { requestOf } from '../parser/heads.ts';
import { HandClock, SECOND } from './hand-clock.ts';
import { ASK } from './handshake.ts';

const HINT =
  'A clock has its deadlines until it looks at them again. Whoever is still ' +
  'held by one of them then has grown old: V8 moves it to where objects stay ' +
  'for long, and in the end makes all of its kind there.';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Whether somebody is still in memory. */
async function isThere(somebody: WeakRef<object>): Promise<boolean> {
  await new Promise(setImmediate); // a WeakRef holds until its turn is over
  collect();
  return somebody.deref() !== undefined;
}

const silent = (): ConnectionUser => ({
  onConnect() {},
  onData() {},
  onDrain() {},
  onEnd() {},
  onError() {},
  onLate() {},
});

/** What a client needs whose requests nobody answers. */
function partsOf(options: Partial<ProxyOptions>): Parts {
  const upstream = { host: HOST, port: 9 };
  const nothing = { write: () => true, end() {}, resume() {}, abandon() {} };
  const settings = settingsOf({
    upstream,
    clock: new HandClock(),
    ...options,
  });
  return { ...settings, ask: () => nothing };
}

describe('what is over', { meta: { hint: HINT } }, () => {
  test('4.705 a client that has left is forgotten before its deadline', async () => {
    const parts = partsOf({});
    const leave = (each: WeakRef<Client>) => each.deref()?.onClose();
    const client = new WeakRef(new Client(new Socket(), parts));
    expect(await isThere(client)).toBe(true);
    leave(client);
    expect(await isThere(client)).toBe(false);
  });

  test('4.706 so is who used a connection to an upstream', async () => {
    const origin = await Origin.start(new Recorder());
    onTestFinished(() => origin.goDown());
    const clock = new HandClock();
    const address = { host: HOST, port: origin.port };
    const useAndClose = async () => {
      const user = new WeakRef(silent());
      const connection = new UpstreamConnection(address, clock);
      connection.deadline.set(SECOND, 'No end');
      connection.lendTo(user.deref() ?? silent());
      await once(connection.socket, 'connect');
      expect(await isThere(user)).toBe(true);
      connection.close();
      await once(connection.socket, 'close');
      return user;
    };
    expect(await isThere(await useAndClose())).toBe(false);
  });

  test('4.777 so is a closed connection, by its server', async () => {
    const origin = await Origin.start(new Recorder());
    onTestFinished(() => origin.goDown());
    const address = { host: HOST, port: origin.port };
    const server = new UpstreamServer(address, partsOf({}));
    const useAndClose = async () => {
      const connection = server.connect();
      await once(connection.socket, 'connect');
      connection.close();
      await once(connection.socket, 'close');
      return new WeakRef(connection);
    };
    expect(await isThere(await useAndClose())).toBe(false);
    server.close();
  });

  test('4.875 of what many connections read into, most is', async () => {
    const origin = await Origin.start(new Recorder());
    onTestFinished(() => origin.goDown());
    const address = { host: HOST, port: origin.port };
    const allocate = Buffer.allocUnsafeSlow;
    onTestFinished(
      () => void Object.assign(Buffer, { allocUnsafeSlow: allocate }),
    );
    const pieces: WeakRef<Buffer>[] = [];
    Buffer.allocUnsafeSlow = (size) => {
      const piece = allocate(size);
      pieces.push(new WeakRef(piece));
      return piece;
    };
    const useAndClose = async () => {
      const connection = new UpstreamConnection(address, new HandClock());
      await once(connection.socket, 'connect');
      connection.close();
      await once(connection.socket, 'close');
    };
    await Promise.all(Array.from({ length: 200 }, useAndClose));
    expect(pieces.length).toBeGreaterThan(100);
    await isThere(pieces[0]!); // collects all of them
    const kept = pieces.filter((each) => each.deref() !== undefined);
    expect(kept.length).toBeLessThan(100);
  });

  test('4.740 the beginning of what a client goes on with is forgotten', async () => {
    const bytes = Buffer.alloc(MIB, 'x');
    const { head: request } = requestOf('GET / HTTP/1.1');
    const headers = new HeaderList();
    const answer = {
      version: '1.1',
      status: 200,
      reason: '',
      headers,
    } as const;
    const head = withDirectives(answer);
    const framing = { kind: 'until-close' } as const;
    const arrival = { head, framing, requestedAt: 0, receivedAt: 0 };
    const got: Buffer[] = [];
    const reader = {
      onHead() {},
      onData: (piece: Buffer) => got.push(piece) > 0,
      onEnd() {},
      onError() {},
      onDrain() {},
    };
    const begin = () => {
      const entry = new Entry('/', request, arrival);
      entry.body.append(bytes);
      const first = new WeakRef(entry.body.read(0, 1).buffer);
      return { first, rest: rejoin(reader, entry, bytes.length) };
    };
    const { first, rest } = begin();
    rest.onHead({ head, framing });
    expect(await isThere(first)).toBe(true);
    rest.onData(bytes.subarray(0, MIB / 2));
    expect(await isThere(first)).toBe(false);
    rest.onData(bytes.subarray(MIB / 2));
    rest.onData(Buffer.from('more'));
    expect(Buffer.concat(got).toString()).toBe('more');
  });

  test('4.719 a client that has left is logged once, whatever comes', () => {
    const notes: (readonly string[])[] = [];
    const parts = partsOf({ access: (record) => notes.push(record.notes) });
    const client = new Client(new Socket(), parts);
    client.onData(Buffer.from(`${postHead('Content-Length: 9')}half`));
    client.onClose();
    client.onEnd(); // it had come before, and was not believed at once
    client.onDrain();
    expect(notes).toEqual([['the client left']]);
  });

  test('4.773 so is one that had a tunnel, of which the other side ended', () => {
    const notes: (readonly string[])[] = [];
    const told: Recipient[] = [];
    const nothing = { write: () => true, end() {}, resume() {}, abandon() {} };
    const socket = new Duplex({ read() {}, write: (_, __, done) => done() });
    const client = new Client(socket as unknown as Socket, {
      ...partsOf({ access: (record) => notes.push(record.notes) }),
      ask: (_, recipient) => {
        told.push(recipient);
        return nothing;
      },
    });
    client.onData(Buffer.from(ASK));
    const headers = new HeaderList();
    const head = { version: '1.1', status: 101, reason: '', headers } as const;
    told[0]?.onHead({ head, framing: { kind: 'tunnel' } });
    told[0]?.onEnd(new HeaderList());
    client.onClose();
    client.onEnd();
    expect(notes).toEqual([['the client left']]);
  });
});
