import { beforeAll, describe, expect, test } from 'vitest';
import type { Stage } from '../kit/stage.ts';
import { BEHIND, type Outcome, type RequestCase } from './case.ts';
import { forwardedIn, requestFaults } from './invariants.ts';
import type { Lane, Observation } from './lane.ts';
import { requestOutcome } from './outcome.ts';
import { requestClasses } from './requests/all.ts';
import { runAll } from './run-all.ts';
import { sentByClient } from './sent.ts';

const HINT =
  'A request that two parsers could read in two ways is refused whole, or ' +
  'goes on in a form that all read in one way (RFC 9112 11.2).';

const SECOND = [BEHIND.split('\r\n', 1)[0]];

/** No dubious request hides another one from this stage. */
export function dubiousRequests(stage: Stage): void {
  for (const { title, cases } of requestClasses) {
    describe(title, { meta: { hint: HINT } }, () => {
      const seen = new Map<RequestCase, Observation | Error>();
      beforeAll(() =>
        runAll(stage, cases, seen, (lane, each) => observe(lane, each, stage)),
      );
      for (const each of cases) testCase(stage, title, each, seen);
    });
  }
}

type Seen = ReadonlyMap<RequestCase, Observation | Error>;

function testCase(stage: Stage, title: string, each: RequestCase, all: Seen) {
  const outcome = outcomeIn(stage, each);
  const name = `stage ${stage.number}, ${title}, ${each[0]}: ${outcome}`;
  test(name, ({ task, onTestFailed }) => {
    onTestFailed(() => {
      task.meta.record = sentByClient(each[2] + BEHIND);
    });
    const seen = all.get(each);
    if (seen instanceof Error) throw seen;
    judge(seen!, each, stage);
  });
}

function observe(
  lane: Lane,
  each: RequestCase,
  stage: Stage,
): Promise<Observation> {
  const isSlow = outcomeIn(stage, each) === 'midway';
  return lane.send(each[2] + BEHIND, isSlow);
}

function judge(seen: Observation, each: RequestCase, stage: Stage): void {
  const [, , bytes, particulars] = each;
  const outcome = outcomeIn(stage, each);
  expect(requestFaults(seen, bytes + BEHIND)).toEqual([]);
  expect(requestOutcome(seen)).toBe(outcome);
  if (outcome !== 'forwarded') return;
  const [, ...others] = forwardedIn(seen).requests;
  const { behind = SECOND } = particulars ?? {};
  expect(others.map(({ line }) => line)).toEqual(behind);
}

// Stage 1 answers one request on each connection.
function outcomeIn({ number }: Stage, each: RequestCase): Outcome {
  const [, usual, , particulars] = each;
  const outcome = number === 4 ? (particulars?.stage4 ?? usual) : usual;
  const isMore = outcome === 'forwarded' || outcome === 'then 400';
  return number === 1 && isMore ? 'last' : outcome;
}
