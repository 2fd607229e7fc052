/**
 * What the live page looks at: taps, and a stage or a program between them.
 *
 * @module
 */

import {
  type Address,
  curlOn,
  HOST,
  type Log,
  written,
} from '../../../shared/terminal/index.ts';
import { visible } from '../../../shared/terminal/visible.ts';
import { runBehindTaps } from '../../trace/behind-taps.ts';
import { LiveRecord } from '../live-record.ts';
import { startTaps } from '../taps.ts';
import type { Setting } from './messages.ts';
import type { PageOptions } from './server.ts';
import { STAGES, StageChoice } from './stages.ts';

/** Characters of a command that name it. */
const NAME = 60;

/** Both ends of the wire. */
export interface Ends {
  /** Where clients connect; 0 for any port that is free. */
  readonly port: number;
  readonly upstream: Address;
  /** What is known of the upstream. */
  readonly note: string;
}

/** What the page looks at. */
export interface Wire extends PageOptions {
  /** Ends the taps, with all connections, and what runs between them. */
  close(): void;
}

/**
 * Puts taps around a stage, which can be changed for another one.
 *
 * @param first - The number of the stage that runs at first.
 * @throws UsageError if the port cannot be had.
 */
export async function runStages(
  first: number,
  { port, upstream, note }: Ends,
  log: Log,
): Promise<Wire> {
  const live = new LiveRecord('The wire');
  const choice = new StageChoice(() => taps.upstream, log);
  const taps = await startTaps({
    port,
    upstream,
    proxy: () => choice.address,
    see: (sighting) => live.add(sighting),
  });
  const ends = endsOf(taps.port, upstream, note);
  let setting: Setting;
  const changeStage = async (number: number): Promise<void> => {
    await choice.choose(number);
    const stage = choice.current;
    const proxy = `Stage ${stage}: ${STAGES[stage - 1]!.name}`;
    setting = { ...ends, proxy, stage, stages: STAGES };
  };
  await changeStage(first);
  const close = (): void => {
    taps.close();
    choice.close();
  };
  return { live, setting: () => setting, changeStage, close };
}

/**
 * Puts taps around any program. When it ends, so does this process.
 *
 * @throws UsageError if the port cannot be had.
 */
export async function runProgram(
  command: readonly string[],
  { port, upstream, note }: Ends,
): Promise<Wire> {
  const live = new LiveRecord('The wire');
  const print = (line: string): void => {
    process.stdout.write(`${visible(line)}\n`);
  };
  const tapped = await runBehindTaps({
    command: () => command,
    port,
    upstream,
    see: (sighting) => live.add(sighting),
    say: print,
  });
  tapped.program.status.then((status) => {
    print(`The program has ended, with status ${status}.`);
    process.exit(status);
  });
  const proxy = shortened(visible(command.join(' ')));
  const setting = { ...endsOf(tapped.port, upstream, note), proxy, stages: [] };
  const close = (): void => {
    tapped.close();
    tapped.program.end();
  };
  return { live, setting: () => setting, close };
}

function shortened(words: string): string {
  return words.length > NAME ? `${words.slice(0, NAME - 2)} …` : words;
}

function endsOf(
  port: number,
  upstream: Address,
  note: string,
): Pick<Setting, 'clients' | 'curl' | 'upstream'> {
  return {
    clients: written({ host: HOST, port }),
    curl: curlOn(),
    upstream: `${written(upstream)} ${note}`.trim(),
  };
}
