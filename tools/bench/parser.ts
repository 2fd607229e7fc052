/**
 * `npm run bench:parser`: how fast is shared/parser by itself? Heads a
 * second, and megabytes of chunked body a second, without a socket.
 *
 * @module
 */

import { writeFileSync } from 'node:fs';
import {
  HeaderList,
  type RequestHead,
  requestReader,
  responseReader,
} from '../../shared/parser/index.ts';
import {
  type FlagTable,
  failFor,
  flagLines,
  readFlags,
  wantsHelp,
  wholeNumber,
} from '../../shared/terminal/index.ts';
import { digits, median } from './figures.ts';
import { fileToRead, fileToWrite } from './file-flags.ts';
import { CASES, type Case } from './parser-cases.ts';

const FLAGS = {
  rounds: {
    flag: 'rounds',
    value: 'N',
    form: 'a whole number from 1 to 1000',
    read: (text: string) => wholeNumber(text, 1, 1000),
    help: 'rounds of each case (default 20)',
  },
  milliseconds: {
    flag: 'milliseconds',
    value: 'N',
    form: 'a whole number from 1 to 10000',
    read: (text: string) => wholeNumber(text, 1, 10_000),
    help: 'how long a round lasts (default 50)',
  },
  json: fileToWrite('json', 'write the figures into it'),
  against: fileToRead(
    'against',
    'say how many times as fast as a run of --json',
    isFigures,
  ),
} as const satisfies FlagTable;

/** A number for each case, by its name. */
type Figures = Readonly<Record<string, number>>;

/** What the responses are answers to. */
const ASKED: RequestHead = {
  method: 'GET',
  target: '/',
  version: '1.1',
  headers: new HeaderList(),
};

/** Rounds that do not count. */
const WARM = 4;

const HELP = `\
Measures the parser alone: pieces of messages in, events out.

  npm run bench:parser -- [flags]

${flagLines(FLAGS).join('\n')}
`;

const args = process.argv.slice(2);
if (wantsHelp(args)) process.stdout.write(HELP);
else run(args);

function run(words: readonly string[]): void {
  const flags = flagsFrom(words);
  const { rounds = 20, milliseconds = 50, json, against } = flags;
  const others = against ?? {};
  const figures = measure(rounds, milliseconds);
  const unit = 'median; heads/s, or MB/s of body';
  process.stdout.write(`Node ${process.versions.node}, ${unit}\n\n`);
  for (const { name, unit } of CASES) {
    const figure = figures[name]!;
    const other = others[name];
    const ratio = other ? `  ${digits(figure / other)} times as fast` : '';
    const number = figure >= 1000 ? `${Math.round(figure)}` : digits(figure);
    const line = `${name.padEnd(36)}${number.padStart(10)} ${unit}${ratio}`;
    process.stdout.write(`${line}\n`);
  }
  if (json) writeFileSync(json, `${JSON.stringify(figures, null, 1)}\n`);
}

// All cases in each round: what disturbs one disturbs all.
function measure(rounds: number, milliseconds: number): Figures {
  const figures = new Map<string, number[]>();
  for (let round = -WARM; round < rounds; round++) {
    for (const one of CASES) {
      const figure = perSecond(one, milliseconds);
      if (round < 0) continue;
      figures.set(one.name, [...(figures.get(one.name) ?? []), figure]);
    }
  }
  const medians = [...figures].map(([name, all]) => [name, median(all)]);
  return Object.fromEntries(medians);
}

function isFigures(value: unknown): value is Figures {
  const given = (value ?? {}) as Figures;
  return CASES.some(({ name }) => Number.isFinite(given[name]));
}

function perSecond(
  { kind, pieces, amount }: Case,
  milliseconds: number,
): number {
  const start = process.hrtime.bigint();
  const end = start + BigInt(milliseconds * 1e6);
  let messages = 0;
  let requests = requestReader();
  while (process.hrtime.bigint() < end) {
    if (messages % 100 === 0) requests = requestReader(); // as clients come
    const reader = kind === 'request' ? requests : responseReader(ASKED);
    for (const piece of pieces) {
      reader.push(piece);
      while (reader.read());
    }
    messages += 1;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return (messages * amount) / seconds;
}

function flagsFrom(words: readonly string[]) {
  try {
    return readFlags(FLAGS, words, {});
  } catch (error) {
    failFor(error);
  }
}
