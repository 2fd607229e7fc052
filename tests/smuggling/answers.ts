import { beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../kit/stage.ts';
import { answerClasses } from './answers/all.ts';
import type { AnswerCase } from './case.ts';
import { answerFaults } from './invariants.ts';
import type { Observation } from './lane.ts';
import { answerOutcome } from './outcome.ts';
import { runAll } from './run-all.ts';
import { sentByOrigin } from './sent.ts';

const HINT =
  'What an origin sends beside its one response reaches nobody: neither the ' +
  'client that asked, nor the next one (RFC 9112 6.3, 9.2).';

/** No dubious response reaches a client that did not ask for it. */
export function dubiousAnswers(stage: Stage): void {
  for (const { title, cases } of answerClasses) {
    describe(title, { meta: { hint: HINT } }, () => {
      const seen = new Map<AnswerCase, Observation | Error>();
      beforeAll(() =>
        runAll(stage, cases, seen, (lane, [, , lie]) => lane.ask(lie)),
      );
      for (const each of cases) testCase(stage, title, each, seen);
    });
  }
}

type Seen = ReadonlyMap<AnswerCase, Observation | Error>;

function testCase(
  { number }: Stage,
  title: string,
  each: AnswerCase,
  all: Seen,
): void {
  const [what, outcome, { bytes }] = each;
  const name = `stage ${number}, a response's ${title}, ${what}`;
  test(`${name}: ${inWords(outcome)}`, ({ task, onTestFailed }) => {
    onTestFailed(() => {
      task.meta.record = sentByOrigin(bytes);
    });
    const seen = all.get(each);
    if (seen instanceof Error) throw seen;
    expect(answerFaults(seen!)).toEqual([]);
    expect(answerOutcome(seen!)).toBe(outcome);
  });
}

function inWords(outcome: AnswerCase[1]): string {
  if (outcome === 'cut' || typeof outcome === 'number') return String(outcome);
  return 'relayed';
}
