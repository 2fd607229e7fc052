import fc, { type Arbitrary, type Parameters } from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { WireEvent } from '../../tools/wire/record.ts';
import { commandsByHand } from '../kit/by-hand.ts';
import { launch } from '../kit/launch.ts';
import type { Stage } from '../kit/stage.ts';
import { BEHIND } from './case.ts';
import { answerFaults, finalsIn, requestFaults } from './invariants.ts';
import { Lane } from './lane.ts';
import { anyAnswer, anyRequest } from './mutations.ts';
import { readResponses } from './strict-reader.ts';

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

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
  describe('any bytes', () => {
    let lane: Lane;
    beforeAll(async () => {
      lane = await Lane.start((port) => launch(stage, port));
    });
    afterAll(() => lane.stop());

    const hold = (
      bytes: Arbitrary<string>,
      faultsOf: (bytes: string) => Promise<string[]>,
      byHand: (bytes: string) => string[],
    ): Promise<void> => {
      const property = fc.asyncProperty(bytes, async (text) => {
        const faults = await faultsOf(text);
        if (faults.length === 0) return;
        throw new Error([...faults, 'by hand:', ...byHand(text)].join('\n'));
      });
      return fc.assert(property, search<[string]>(60));
    };

    test(`stage ${stage.number}, any request: refused, or clear`, () =>
      hold(
        anyRequest,
        async (text) =>
          requestFaults(await lane.send(text + BEHIND), text + BEHIND),
        (text) => commands(stage, [sent('client', text + BEHIND)]),
      ));

    test(`stage ${stage.number}, any response: refused, or clear`, () =>
      hold(
        anyAnswer,
        async (bytes) =>
          answerFaults(await lane.ask({ bytes, closes: !isWhole(bytes) })),
        (bytes) =>
          commands(stage, [sent('client', GET), sent('origin', bytes)]),
      ));
  });
}

const GET = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';

function isWhole(bytes: string): boolean {
  return finalsIn(readResponses(bytes, false)).length > 0;
}

function sent(hop: WireEvent['hop'], bytes: string): WireEvent {
  return { hop, connection: hop, from: 'peer', kind: 'bytes', bytes };
}

function commands({ number }: Stage, events: readonly WireEvent[]): string[] {
  return commandsByHand({ title: '', events, leftOut: 0 }, number);
}
