import { expect, onTestFinished } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { GET, OK } from '../kit/bytes.ts';
import { Origin } from '../kit/origin.ts';
import { ask, start } from '../tools/program.ts';
import { testOfOptions } from './stage.ts';

testOfOptions('4.7 --header, twice: the fields on each response', async () => {
  const origin = await Origin.start(new Recorder());
  onTestFinished(() => origin.goDown());
  origin.answer(OK.replace('\r\n', '\r\nX-TWO: origin\r\n'));
  const program = start('stages/features/main.ts', [
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
