import fc, { type Arbitrary, type Parameters } from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { WireRecord } from '../../tools/wire/record.ts';
import { commandsByHand } from '../kit/by-hand.ts';
import { launch } from '../kit/launch.ts';
import type { Stage } from '../kit/stage.ts';
import { BEHIND } from './case.ts';
import { answerFaults, finalsIn, requestFaults } from './invariants.ts';
import { Lane } from './lane.ts';
import { anyAnswer, anyRequest } from './mutations.ts';
import { sentByClient, sentByOrigin } from './sent.ts';
import { readResponses } from './strict-reader.ts';

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

/** How many values are tried on the wire, if FUZZ_RUNS does not say. */
const RUNS = 60;

/** Until a long search is taken for one that hangs, in milliseconds. */
const TIMEOUT = 60_000 + 50 * Number(FUZZ_RUNS ?? 0);

/**
 * How long to search, and from where. Without FUZZ_RUNS it is the same short
 * search each time, so that no run fails by chance.
 *
 * @param usual - How many values to try if FUZZ_RUNS does not say.
 */
export function search<Values>(usual: number): Parameters<Values> {
  const seed = FUZZ_SEED ?? (FUZZ_RUNS ? undefined : '9112');
  return {
    numRuns: Number(FUZZ_RUNS ?? usual),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    includeErrorInReport: true,
  };
}

/** No mutation of a dubious message gets past this stage in two meanings. */
export function fuzz(stage: Stage): void {
  const { number } = stage;
  describe('any bytes', () => {
    let lane: Lane;
    beforeAll(async () => {
      lane = await Lane.start((port) => launch(stage, port));
    });
    afterAll(() => lane.stop());

    const sentences = [
      [`any request: refused, or clear`, requestRule(() => lane, number)],
      [`any response: refused, or clear`, answerRule(() => lane, number)],
    ] as const;
    for (const [sentence, rule] of sentences) {
      test(`stage ${number}, ${sentence}`, () => hold(rule), TIMEOUT);
    }
  });
}

/** What is to hold for any bytes. */
interface Rule {
  readonly bytes: Arbitrary<string>;
  /** What is wrong, each in a sentence. */
  faultsOf(bytes: string): Promise<string[]>;
  /** What was sent, for those who want to see it again. */
  recordOf(bytes: string): WireRecord;
  readonly stage: number;
}

function requestRule(lane: () => Lane, stage: number): Rule {
  return {
    bytes: anyRequest.map((text) => text + BEHIND),
    faultsOf: async (text) => requestFaults(await lane().send(text), text),
    recordOf: sentByClient,
    stage,
  };
}

function answerRule(lane: () => Lane, stage: number): Rule {
  return {
    bytes: anyAnswer,
    faultsOf: async (bytes) => {
      // Whoever is still to say more has to end, or all would wait for it.
      const closes = !isWhole(bytes);
      return answerFaults(await lane().ask({ bytes, closes }));
    },
    recordOf: sentByOrigin,
    stage,
  };
}

function hold({ bytes, faultsOf, recordOf, stage }: Rule): Promise<void> {
  const property = fc.asyncProperty(bytes, async (text) => {
    const found = faultsOf(text).catch((error: Error) => [error.message]);
    const faults = await found;
    if (faults.length === 0) return;
    const byHand = commandsByHand(recordOf(text), stage);
    throw new Error([...faults, 'by hand:', ...byHand].join('\n'));
  });
  return fc.assert(property, search<[string]>(RUNS));
}

function isWhole(bytes: string): boolean {
  return finalsIn(readResponses(bytes, false)).length > 0;
}
