import { connect, createServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Arena } from '../../tools/bench/arena.ts';
import { contentOf, pieceOf } from '../../tools/bench/contents.ts';
import type { Contestant } from '../../tools/bench/contestants.ts';
import { work } from '../../tools/bench/rounds.ts';
import { Helper } from '../../tools/bench/running.ts';
import { verify } from '../../tools/bench/verify.ts';
import { turnOf, WORKLOADS } from '../../tools/bench/workloads.ts';
import { close, listen } from '../kit/listen.ts';
import { leaveOutTsx } from './program.ts';

leaveOutTsx();

/** What a proxy does to the bytes that it passes on. */
type Harm = (bytes: Buffer, seen: number) => Buffer;

async function listening(server: Server): Promise<number> {
  const port = await listen(server);
  onTestFinished(() => close(server));
  return port;
}

let load: Helper;
let originPort: number;

beforeAll(async () => {
  load = new Helper('./load.ts', undefined);
  originPort = Number(await load.ask({ kind: 'origin' }));
});

afterAll(() => load.stop());

/** A pipe that does something to what it carries. */
async function harming(down: Harm, up: Harm): Promise<number> {
  const server = createServer((client) => {
    const upstream = connect({ port: originPort, host: '127.0.0.1' });
    const carry = (from: typeof client, to: typeof client, harm: Harm) => {
      let seen = 0;
      from.on('data', (bytes) => {
        to.write(harm(bytes, seen));
        seen += bytes.length;
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    };
    carry(client, upstream, up);
    carry(upstream, client, down);
  });
  return listening(server);
}

const NONE: Harm = (bytes) => bytes;

/** Flips a bit of the byte that comes 200 000 bytes behind the first. */
const FLIP: Harm = (bytes, seen) => {
  const at = 200_000 - seen;
  if (at >= 0 && at < bytes.length) bytes[at]! ^= 1;
  return bytes;
};

const DOWN = turnOf({ path: '/body/2000000', length: 2_000_000 });
const UP = turnOf({ path: '/up', upload: 2_000_000, length: 64 });

test('a proxy that passes all on is sound, down and up', async () => {
  const port = await harming(NONE, NONE);
  expect(await verify(port, DOWN)).toBe('');
  expect(await verify(port, UP)).toBe('');
  expect(await verify(port, turnOf({ path: '/hit/', keys: 9 }))).toBe('');
});

test('one bit that is wrong in two million bytes is found, down', async () => {
  const port = await harming(FLIP, NONE);
  expect(await verify(port, DOWN)).toContain('other bytes than were sent');
});

test('one bit that is wrong in two million bytes is found, up', async () => {
  const port = await harming(NONE, FLIP);
  expect(await verify(port, UP)).toContain('other bytes than were sent');
});

/** Answers each request with the same bytes. */
async function answering(head: string, body: Buffer | string): Promise<number> {
  const server = createServer((client) => {
    client.once('data', () => {
      client.write(head);
      client.end(body);
    });
  });
  return listening(server);
}

const OK = 'HTTP/1.1 200 OK\r\n';

test('an answer that is cut short is found', async () => {
  const port = await answering(`${OK}Content-Length: 128\r\n\r\n`, 'x');
  expect(await verify(port, turnOf())).toBe('cut short');
});

test('an answer of another status is found', async () => {
  const head = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n';
  const port = await answering(head, '');
  expect(await verify(port, turnOf())).toBe('HTTP/1.1 502 Bad Gateway');
});

test('gzip is undone, and missed where it was asked for', async () => {
  const turn = { ...turnOf({ path: '/text', length: 0 }), fields: GZIP };
  const text = pieceOf(contentOf('/text'), 0);
  const coded = await answering(
    `${OK}Content-Encoding: gzip\r\n\r\n`,
    gzipSync(text),
  );
  expect(await verify(coded, turn)).toBe('');
  const plain = await answering(`${OK}\r\n`, text);
  expect(await verify(plain, turn)).toBe('not gzipped');
});

const GZIP = 'Accept-Encoding: gzip\r\n';

/** A proxy that answers for itself, and wrongly. */
const LIAR = `
require('node:net').createServer((client) => {
  client.on('error', () => {});
  client.on('data', () => client.write(
    'HTTP/1.1 200 OK\\r\\nContent-Length: 128\\r\\n\\r\\n' + 'x'.repeat(128)));
}).listen(process.argv[1], '127.0.0.1');
`;

test('a proxy that passes on other bytes is disqualified, loudly', async () => {
  const arena = new Arena({ words: '' });
  onTestFinished(() => arena.close());
  await arena.open();
  const liar: Contestant = {
    key: 'liar',
    family: 'library',
    can: [],
    version: () => '1',
    command: ({ port }) => [process.execPath, '-e', LIAR, `${port}`],
  };
  const dead: Contestant = {
    ...liar,
    key: 'dead',
    command: () => [process.execPath, '-e', 'throw "no"'],
  };
  const said: string[] = [];
  const plan = {
    contestants: [liar, dead],
    isDirectAsked: false,
    rounds: 1,
    seconds: 0.01,
    most: 100,
    say: (line: string) => void said.push(line),
  };
  const rows = await work(arena, WORKLOADS[0]!, plan);
  const wrong = 'DISQUALIFIED: other bytes than were sent (128 of them)';
  expect(rows).toContainEqual(
    expect.objectContaining({ contestant: 'liar', samples: [], wrong }),
  );
  expect(said).toContain(`liar: ${wrong}`);
  expect(said.join('\n')).toMatch(/^dead: did not start: /m);
});
