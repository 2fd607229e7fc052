import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { LiveRecord } from '../../tools/wire/live-record.ts';
import type { News, Setting } from '../../tools/wire/page/messages.ts';
import { createPageServer } from '../../tools/wire/page/server.ts';
import type { Sighting } from '../../tools/wire/record.ts';
import { START_DEADLINE, within } from '../kit/deadlines.ts';
import { HOST, listen } from '../kit/listen.ts';

const SETTING: Setting = {
  clients: '127.0.0.1:8000',
  curl: 'curl',
  upstream: '127.0.0.1:9000',
  proxy: 'a program',
  stages: [],
};

const SENT: Sighting = {
  hop: 'client',
  connection: 'A',
  from: 'peer',
  kind: 'bytes',
  bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
};

interface Page {
  readonly live: LiveRecord;
  readonly chosen: number[];
  ask(path: string, options?: Ask): Promise<IncomingMessage>;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server for pages, and nobody's browser. */
async function aPage(): Promise<Page & { readonly port: number }> {
  const live = new LiveRecord('test');
  const chosen: number[] = [];
  const server = createPageServer({
    live,
    setting: () => SETTING,
    changeStage: async (number) => void chosen.push(number),
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string, options: Ask = {}): Promise<IncomingMessage> =>
    within(
      new Promise((resolve, reject) => {
        const asked = request({ host: HOST, port, path, ...options }, resolve);
        asked.on('error', reject).end();
      }),
      () => `an answer to ${path}`,
      START_DEADLINE, // for the first script the compiler is loaded
    );
  return { live, chosen, ask, port };
}

/** The messages that a page gets. */
async function* newsOf(response: IncomingMessage): AsyncGenerator<News> {
  let unread = '';
  for await (const piece of response.setEncoding('utf8')) {
    const messages = `${unread}${piece}`.split('\n\n');
    unread = messages.pop()!;
    for (const message of messages) {
      yield JSON.parse(message.replace(/^data: /, '')) as News;
    }
  }
}

async function next(news: AsyncGenerator<News>): Promise<News> {
  const { value } = await within(news.next(), () => 'news');
  return value;
}

test('the page and all that it names are there, with a strict policy', async () => {
  const { ask } = await aPage();
  const page = await text(await ask('/'));
  const names = [...page.matchAll(/(?:href|src)="(\/[^"]+)"/g)];
  expect(names.length).toBeGreaterThan(3);
  for (const [, name] of names) {
    const { statusCode, headers } = await ask(name!);
    expect(statusCode, name).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  }
  expect(page).not.toMatch(/https?:|<style|style=|onclick|<script>/);
});

test('the scripts and all that they import are there, without types', async () => {
  const { ask } = await aPage();
  const left = ['/wire/page/browser/main.ts'];
  const seen = new Set<string>();
  for (let path = left.pop(); path; path = left.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await ask(path);
    expect(response.statusCode, path).toBe(200);
    const script = await text(response);
    expect(script).not.toMatch(/^(?:export )?(?:interface|type) |'node:/m);
    for (const [, name] of script.matchAll(/from '([^']+)'/g)) {
      left.push(new URL(name!, `http://page${path}`).pathname);
    }
  }
  expect(seen.size).toBeGreaterThan(10);
});

test.each([
  '/wire/../../package.json',
  '/wire/%2e%2e/tap.ts',
  '/wire/page/../../race.ts',
  '/package.json',
  '/wire/nothing.ts',
])('%s is no file of the page', async (path) => {
  const { ask } = await aPage();
  expect((await ask(path)).statusCode).not.toBe(200);
});

test('only this machine by its own names may look', async () => {
  const { ask, port } = await aPage();
  const asked = async (host: string) =>
    (await ask('/record', { headers: { host } })).statusCode;
  expect(await asked(`127.0.0.1:${port}`)).toBe(200);
  expect(await asked(`localhost:${port}`)).toBe(200);
  expect(await asked(`evil.example:${port}`)).toBe(403);
  expect(await asked('127.0.0.1')).toBe(403);
});

test('only our own page may change anything', async () => {
  const { ask, chosen, live, port } = await aPage();
  live.add(SENT);
  const post = async (path: string, headers: Record<string, string>) =>
    (await ask(path, { method: 'POST', headers })).statusCode;
  const own = { origin: `http://127.0.0.1:${port}` };
  expect(await post('/clear', {})).toBe(403);
  expect(await post('/clear', { origin: 'http://evil.example' })).toBe(403);
  expect(live.record.events).toHaveLength(1);
  expect(await post('/clear', own)).toBe(204);
  expect(live.record.events).toHaveLength(0);
  expect(await post('/stage?number=2', own)).toBe(204);
  expect(chosen).toEqual([2]);
  expect((await ask('/clear')).statusCode).toBe(404);
});

test('a page gets the next news when it has drawn the last', async () => {
  const { ask, live, port } = await aPage();
  live.add(SENT);
  const news = newsOf(await ask('/news'));
  const first = await next(news);
  expect(first).toMatchObject({ isAnew: true, setting: SETTING });
  expect(first.events).toMatchObject([[0, { connection: 'A' }]]);
  for (const connection of ['B', 'C']) live.add({ ...SENT, connection });
  const headers = { origin: `http://127.0.0.1:${port}` };
  const drawn = { method: 'POST', headers };
  await ask(`/drawn?number=${first.page}`, drawn);
  const second = await next(news);
  expect(second).toMatchObject({ isAnew: false });
  expect(second.events).toMatchObject([
    [1, { connection: 'B' }],
    [2, { connection: 'C' }],
  ]);
  await ask(`/drawn?number=${first.page}`, drawn);
  live.clear();
  expect(await next(news)).toMatchObject({ isAnew: true, events: [] });
});

test('a page that never draws gets one message, whatever passes', async () => {
  const { ask, live, port } = await aPage();
  const slow = await ask('/news');
  let received = 0;
  slow.on('data', (bytes: Buffer) => {
    received += bytes.length;
  });
  const other = newsOf(await ask('/news'));
  const { page } = await next(other);
  for (let at = 0; at < 50_000; at++) {
    live.add({ ...SENT, connection: String(at) });
  }
  const headers = { origin: `http://127.0.0.1:${port}` };
  // The other one's news are a fence: they come behind the slow one's.
  for (let turn = 0; turn < 5; turn++) {
    await ask(`/drawn?number=${page}`, { method: 'POST', headers });
    expect((await next(other)).events).toHaveLength(500);
  }
  expect(received).toBeLessThan(1000);
});

test('an event comes with as many bytes as a page shows', async () => {
  const { ask, live } = await aPage();
  live.add({ ...SENT, bytes: Buffer.alloc(30_000, 'x') });
  const { events } = await next(newsOf(await ask('/news')));
  expect(events[0]![1].bytes).toHaveLength(4096);
  expect(events[0]![1].leftOut).toBe(30_000 - 4096);
  const saved = await text(await ask('/record'));
  expect(JSON.parse(saved).events[0].bytes).toHaveLength(30_000);
});
