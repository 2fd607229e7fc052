import { beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../kit/stage.ts';
import { answerClasses } from './answers/all.ts';
import type { AnswerCase } from './case.ts';
import { answerFaults } from './invariants.ts';
import type { Observation } from './lane.ts';
import { answerOutcome } from './outcome.ts';
import { runAll } from './run-all.ts';

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
      for (const each of cases) {
        const [name, outcome] = each;
        test(`stage ${stage.number}, a response's ${title}, ${name}: ${inWords(outcome)}`, () => {
          const observation = seen.get(each);
          if (observation instanceof Error) throw observation;
          expect(answerFaults(observation!)).toEqual([]);
          expect(answerOutcome(observation!)).toBe(outcome);
        });
      }
    });
  }
}

function inWords(outcome: AnswerCase[1]): string {
  if (outcome === 'cut' || typeof outcome === 'number') return String(outcome);
  return 'relayed';
}
