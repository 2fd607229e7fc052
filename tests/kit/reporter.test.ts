import { describe, expect, test } from 'vitest';
import { withVariable } from './by-hand.ts';
import { lastLine, report } from './report.ts';

const BY_HAND = process.platform === 'win32' ? '> ' : "(printf '";

describe('the report', () => {
  test('all is well: a line for each test, status 0', async () => {
    const [text, status] = await report('good');
    expect(text).toContain('stage 1: basic\n  ok    1.1 all is well');
    expect(lastLine(text)).toBe('1 passed, 0 failed');
    expect(status).toBe(0);
  });

  test('the first failure in full, the others a line each', async () => {
    const [text, status] = await report('bad');
    for (const part of [
      '  ok    1.2 all is well',
      '  FAIL  1.3 K stays K',
      'the bytes differ at offset 14 (line 1): "K" (0x4b) expected, "k" (0x6b)',
      '- expected  HTTP/1.1 200 OK\\r\\n',
      '+ received  HTTP/1.1 200 Ok\\r\\n',
      'start at tests/kit/fixtures/bad.fixture.ts:28',
      'hint: Do not touch it.',
      `${BY_HAND}GET / HTTP/1.1\\r\\nHost: a.example\\r\\n`,
      'npx vitest run --project basic -t "1.3 K stays K$"',
      'the others\n  FAIL  1.4 one more  tests/kit/fixtures/bad.fixture.ts:32',
    ]) {
      expect(text).toContain(part);
    }
    expect(lastLine(text)).toBe('1 passed, 2 failed');
    expect(status).toBe(1);
  });

  test('a file that cannot be loaded is a failure, with all it says', async () => {
    const [text, status] = await report('unloadable', 'good');
    expect(text).toContain(
      'unloadable.fixture.ts could not be loaded: no such thing\n' +
        '  in another file:36\n',
    );
    expect(lastLine(text)).toBe('1 passed, 1 failed');
    expect(status).toBe(1);
  });

  test('many that are skipped for one reason are told of in a line', async () => {
    const [text, status] = await report('skipped');
    expect(text).toContain('skip  21 tests: 5 tests hung before\n');
    expect(text).toContain('skip  1.7 one more: there is no browser\n');
    expect(text).not.toContain('1.6');
    expect(lastLine(text)).toBe('0 passed, 0 failed, 22 skipped');
    expect(status).toBe(0);
  });

  test('an error that nobody caught is shown, and a failure', async () => {
    const [text, status] = await report('unhandled');
    expect(text).toContain(
      'an error that nobody caught, 3 times\n\n  nobody caught this\n\n' +
        '  start at tests/kit/fixtures/unhandled.fixture.ts:5\n',
    );
    expect(lastLine(text)).toBe('1 passed, 1 failed');
    expect(status).toBe(1);
  });

  test('of very many failures some are told of once more', async () => {
    const [text, status] = await report('many');
    const [, others = ''] = text.split('the others');
    expect(others.match(/FAIL/g)).toHaveLength(20);
    expect(others).toContain('and 4 more, as told above');
    expect(lastLine(text)).toBe('0 passed, 25 failed');
    expect(status).toBe(1);
  });

  test('where a program of one is tested, it is what is run again', async () => {
    const [text] = await report('bad', 'PROXY_COMMAND=node my.js');
    const variable = withVariable('PROXY_COMMAND', 'node my.js');
    const again = `${variable}npx vitest run --project basic -t "1.3`;
    expect(text).toContain(`\n    ${again}`);
  });
});
