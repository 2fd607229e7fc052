import { writeFileSync } from 'node:fs';
import {
  type Address,
  endOnSignals,
  UsageError,
} from '../../shared/terminal/index.ts';
import { LiveRecord } from '../wire/live-record.ts';
import { LiveText } from '../wire/live-text.ts';
import { type InnerPorts, runBehindTaps } from './behind-taps.ts';
import { endOnCtrlC } from './program.ts';

/** What is to be traced, and how. */
export interface Trace {
  readonly command: (ports: InnerPorts) => readonly string[];
  /** Where clients connect; 0 for any port that is free. */
  readonly port: number;
  readonly upstream: Address;
  /** Said once all is ready. */
  readonly welcome?: (port: number) => readonly string[];
  /** A file for the record; written when this process ends. */
  readonly save?: string;
  /** Draw with ASCII only. */
  readonly ascii?: boolean;
  /** At Ctrl-C, draw on until the program has finished what runs. */
  readonly isPatient?: boolean;
}

/**
 * Runs a program between two taps, and draws in the terminal what passes.
 *
 * @returns the program's exit status, when it has ended.
 * @throws UsageError if the port or the file cannot be had.
 */
export async function runTrace(trace: Trace): Promise<number> {
  const { save, ascii = false } = trace;
  const record = new LiveRecord('A trace');
  if (save) saveAtExit(save, record);
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const { columns = 80 } = process.stdout;
  const text = new LiveText({ columns, ascii }, print);
  const { port, program } = await runBehindTaps({
    ...trace,
    see: (sighting) => {
      record.add(sighting);
      text.see(sighting);
    },
    say: (line) => text.say(line),
  });
  if (trace.isPatient) {
    endOnSignals(() => endOnCtrlC(program));
  }
  for (const line of trace.welcome?.(port) ?? []) print(line);
  return program.status;
}

function saveAtExit(file: string, live: LiveRecord): void {
  const write = (): void => {
    writeFileSync(file, `${JSON.stringify(live.record, null, 2)}\n`);
  };
  try {
    // Now, to learn whether it can be written before it matters.
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The record cannot be saved: ${reason}.`);
  }
  process.once('exit', write);
}
