import { expect, onTestFinished, test } from 'vitest';
import { readFlags } from '../../shared/terminal/flags.ts';
import {
  featureFlags,
  limitNames,
  timeoutNames,
} from '../../shared/terminal/index.ts';
import { defaultTimeouts } from '../../stages/features/clock.ts';
import { defaultLimits } from '../../stages/features/limits.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { GET, head, OK } from '../kit/bytes.ts';
import { Origin } from '../kit/origin.ts';
import { ask, start } from '../tools/program.ts';
import { testOfOptions } from './stage.ts';

const STAGE = 'stages/features/main.ts';

testOfOptions('4.7 --header, twice: the fields on each response', async () => {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  origin.answer(OK.replace('\r\n', '\r\nX-TWO: origin\r\n'));
  const program = start(STAGE, [
    '--port=0',
    `--upstream=127.0.0.1:${origin.port}`,
    '--header=X-One: 1',
    '--header=X-Two: 2: 3',
  ]);
  const [, port] = await program.says(/proxy +127\.0\.0\.1:(\d+)/);
  const lines = (await ask(Number(port), GET)).split('\r\n');
  expect(lines[0]).toBe('HTTP/1.1 200 OK');
  expect(lines.filter((line) => /^(x-|foo)/i.test(line))).toEqual([
    'X-One: 1',
    'X-Two: 2: 3',
  ]);
});

/** The options that a command line sets. */
const read = (...args: readonly string[]) => readFlags(featureFlags, args, {});

test('4.531 what each flag of stage 4 sets', () => {
  const args = [
    '--header=Server:',
    '--request-header=X-Key: 1',
    '--request-header=X-Forwarded-For:',
    '--trust-forwarded',
    '--gzip-min=0',
    '--cache-size=0',
    '--limit=head=1',
    '--limit=body=10000000000',
    '--timeout=head=2',
    '--timeout=idle=0.5',
  ];
  expect(read(...args)).toEqual({
    headers: [['Server', '']],
    requestHeaders: [
      ['X-Key', '1'],
      ['X-Forwarded-For', ''],
    ],
    trustForwarded: true,
    gzipFrom: 0,
    cacheSize: 0,
    limits: [
      ['head', 1],
      ['body', 10_000_000_000],
    ],
    timeouts: [
      ['head', 2000],
      ['idle', 500],
    ],
  });
});

test('4.532 a flag that stands alone leaves alone what follows', () => {
  const args = ['--trust-forwarded', '--gzip-min', '1'];
  expect(read(...args)).toEqual({ trustForwarded: true, gzipFrom: 1 });
  expect(() => read('--trust-forwarded', 'yes')).toThrow('"yes" is no flag');
  expect(() => read('--trust-forwarded=no')).toThrow('takes no value');
});

const NO_LIMITS = 'head head= head=0 head=-1 head=1.5 head=1k =1 tail=1';
const NO_MORE = 'Head=1 head=1=1 constructor=1 idle=1';
const NO_TIMES = 'head head=0 head=0.0001 head=-1 head=1s head=1e3 body=1';

/** Flags, each with texts that it refuses. */
const REFUSED: readonly [flag: string, texts: readonly string[]][] = [
  ['--cache-size', ['-1', '64M', '']],
  ['--limit', ['', ...NO_LIMITS.split(' '), ...NO_MORE.split(' ')]],
  ['--timeout', ['', ...NO_TIMES.split(' '), 'head=Infinity', '__proto__=1']],
];

test.each(REFUSED)('4.533 what %s refuses: %j', (flag, texts) => {
  for (const text of texts) {
    expect(() => read(`${flag}=${text}`), text).toThrow(
      new RegExp(`^${flag} must be [^"]+, not "${text}"\\.$`),
    );
  }
});

const OWN = ['Content-Length: 1', 'TRANSFER-ENCODING:', 'Connection:', 'TE: a'];
const OF_RESPONSES = ['Date:', 'Content-Encoding: br'];
const OF_REQUESTS = ['Host: evil', 'via:', 'Max-Forwards:', 'Expect:'];
const NO_FIELDS = ['no colon', ': a', 'a b: c', 'a: \r\nb: c', 'a: \0'];

test.each<[flag: string, lines: readonly string[]]>([
  ['--header', [...OWN, ...OF_RESPONSES, ...NO_FIELDS]],
  ['--request-header', [...OWN, ...OF_REQUESTS, ...NO_FIELDS]],
])('4.534 a sentence says why not: %s %j', (flag, lines) => {
  const why =
    /must be a field line .*, and none of connection, .* writes itself/;
  for (const line of lines) {
    expect(() => read(`${flag}=${line}`), line).toThrow(why);
  }
});

test('4.535 the help knows all limits and times, and their defaults', () => {
  const usual = (names: typeof limitNames | typeof timeoutNames) =>
    Object.entries(names).map(([name, [, value]]) => [name, value]);
  const seconds = Object.entries(defaultTimeouts).map(
    ([name, milliseconds]) => [name, milliseconds / 1000],
  );
  expect(usual(limitNames)).toEqual(Object.entries(defaultLimits));
  expect(usual(timeoutNames)).toEqual(seconds);
});

testOfOptions('4.536 all flags of stage 4 at once, on the wire', async () => {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  origin.answer(OK.replace('\r\n', '\r\nServer: origin\r\n'));
  const upstream = `--upstream=127.0.0.1:${origin.port}`;
  const program = start(STAGE, [
    ...['--port=0', upstream, upstream, '--header=server:'],
    ...['--request-header=X-Key: 1', '--trust-forwarded', '--cache-size=0'],
    ...['--limit=fields=5', '--timeout=idle=1'],
  ]);
  const [said, port] = await program.says(
    /proxy +127\.0\.0\.1:(\d+)\n +upstream +.*\n/,
  );
  expect(said.match(new RegExp(`127.0.0.1:${origin.port}`, 'g'))).toHaveLength(
    2,
  );
  const few = head(
    'GET / HTTP/1.1',
    'Host: a',
    'Connection: close',
    'X-Forwarded-For: b',
  );
  const many = few.replace('\r\n\r\n', `${'\r\nA: a'.repeat(3)}\r\n\r\n`);
  expect(await ask(Number(port), many)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await ask(Number(port), few)).not.toMatch(/^server:/im);
  expect(await ask(Number(port), '')).toBe(''); // goodbye, without a word
  const [request] = origin.requests;
  expect(request?.raw).toContain('\r\nX-Key: 1\r\n');
  expect(request?.raw).toContain('\r\nX-Forwarded-For: b, 127.0.0.1\r\n');
});

testOfOptions('4.537 a wrong limit: one sentence, and status 2', async () => {
  const { status, stderr } = await start(STAGE, ['--limit=tail=1']).ending;
  expect(status).toBe(2);
  expect(stderr).toMatch(/^--limit must be one of startLine, .*"tail=1"\.\n$/);
});
