import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFlags, UsageError } from '../../shared/terminal/flags.ts';
import {
  addressForm,
  portForm,
  written,
} from '../../shared/terminal/values.ts';
import { visible } from '../../shared/terminal/visible.ts';
import { close, listen } from '../kit/listen.ts';
import { start } from './program.ts';

const STAGE = 'stages/basic/main.ts';

const FLAGS = {
  port: {
    flag: 'port',
    value: 'PORT',
    help: '',
    ...portForm(0),
    variable: { name: 'PROXY_PORT', ...portForm(0) },
  },
  words: {
    flag: 'word',
    value: 'WORD',
    help: '',
    form: 'a word',
    isRepeatable: true,
    read: (text: string) => (/^\w+$/.test(text) ? text : undefined),
  },
  isLoud: { flag: 'loud', help: '', isSwitch: true },
} as const;

describe('flags', () => {
  const read = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    readFlags(FLAGS, args, env);

  test.each<[string, string[], NodeJS.ProcessEnv, object]>([
    ['what is not said is not there', [], {}, {}],
    ['a flag', ['--port', '80'], {}, { port: 80 }],
    ['a flag with =', ['--port=80'], {}, { port: 80 }],
    ['the last of two counts', ['--port=1', '--port=2'], {}, { port: 2 }],
    [
      'all count if repeatable',
      ['--word=a', '--word=b'],
      {},
      { words: ['a', 'b'] },
    ],
    ['one of a repeatable is a list', ['--word', 'a'], {}, { words: ['a'] }],
    ['a flag without a value', ['--loud'], {}, { isLoud: true }],
    ['that twice', ['--loud', '--loud'], {}, { isLoud: true }],
    [
      'that before another one',
      ['--loud', '--port=1'],
      {},
      { isLoud: true, port: 1 },
    ],
    ['a variable', [], { PROXY_PORT: '80' }, { port: 80 }],
    ['an empty variable says nothing', [], { PROXY_PORT: '' }, {}],
    ['a flag wins over it', ['--port=1'], { PROXY_PORT: 'x' }, { port: 1 }],
  ])('%s', (_, args, env, values) => {
    expect(read(args, env)).toEqual(values);
  });

  test.each<[string[], string]>([
    [
      ['--port', '65536'],
      '--port must be a whole number from 0 to 65535, not "65536".',
    ],
    [
      ['--port', '1e3'],
      '--port must be a whole number from 0 to 65535, not "1e3".',
    ],
    [
      ['--port', '-1'],
      '--port must be a whole number from 0 to 65535, not "-1".',
    ],
    [['--port='], '--port must be a whole number from 0 to 65535, not "".'],
    [
      ['--port', '--word'],
      '--port needs a value: a whole number from 0 to 65535.',
    ],
    [['--word'], '--word needs a value: a word.'],
    [['--loud=1'], '--loud takes no value.'],
    [['--loud='], '--loud takes no value.'],
    [['--no-loud'], 'There is no flag --no-loud: see --help.'],
    [
      ['--loud', '1'],
      '"1" is no flag: see --help, and with npm run write -- before flags.',
    ],
    [['-p', '80'], 'There is no flag -p: see --help.'],
    [['--__proto__=1'], 'There is no flag --__proto__: see --help.'],
    [
      ['80'],
      '"80" is no flag: see --help, and with npm run write -- before flags.',
    ],
  ])('%j is refused', (args, sentence) => {
    expect(() => read(args)).toThrow(new UsageError(sentence));
  });
});

test.each([
  ['127.0.0.1:9000', { host: '127.0.0.1', port: 9000 }],
  ['example.org:80', { host: 'example.org', port: 80 }],
  ['[::1]:9000', { host: '::1', port: 9000 }],
])('%s is an address', (text, address) => {
  expect(addressForm.read(text)).toEqual(address);
  expect(written(address)).toBe(text);
});

test.each([
  ['9000'],
  ['a'],
  ['a:'],
  [':9000'],
  ['a:0'],
  ['a:65536'],
  ['::1:9000'],
  ['[::g]:9000'],
  ['[a]:9000'],
  ['http://a:9000'],
  ['a b:9000'],
  ['a\r\nX: b:9000'],
])('%j is no address', (text) => {
  expect(addressForm.read(text)).toBeUndefined();
});

test.each([
  ['plain, and naïve', 'plain, and naïve'],
  ['a\r\nb\tc\0', 'a\\r\\nb\\tc\\x00'],
  ['\x1b[2J\x07\x7f\x9b', '\\x1b[2J\\x07\\x7f\\x9b'],
  ['left\u202eright\u2028', 'left\\u202eright\\u2028'],
])('%j is made visible', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

describe('a stage says in one sentence what is wrong, and ends with 2', () => {
  test.each<[string[], NodeJS.ProcessEnv, RegExp]>([
    [['--prot', '80'], {}, /^There is no flag --prot: see --help\.\n$/],
    [['--port', 'x'], {}, /^--port must be [^"\n]+, not "x"\.\n$/],
    [['--upstream'], {}, /^--upstream needs a value: HOST:PORT, [^\n]+\.\n$/],
    [[], { PROXY_PORT: '-1' }, /^PROXY_PORT must be [^"\n]+, not "-1"\.\n$/],
    [[], { UPSTREAM_PORT: '0' }, /^UPSTREAM_PORT must be [^"\n]+ "0"\.\n$/],
    [['--\x1b[2J'], {}, /^There is no flag --\\x1b\[2J: see --help\.\n$/],
    [['--port', '9000'], {}, /^The proxy would forward to itself, [^\n]+\.\n$/],
    [
      ['--upstream', 'localhost:8000', '--upstream', 'localhost:9000'],
      {},
      /^The proxy would forward to itself, localhost:8000: [^\n]+\.\n$/,
    ],
  ])('%j %j', async (args, env, sentence) => {
    const { status, stdout, stderr } = await start(STAGE, args, env).ending;
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  test('a taken port', async () => {
    const other = createServer();
    const port = await listen(other);
    onTestFinished(() => close(other));
    const { status, stderr } = await start(STAGE, ['--port', `${port}`]).ending;
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Port \d+ is taken: end what listens there, or choose another.*\n$/,
    );
  });
});
