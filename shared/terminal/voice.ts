import { LineWriter } from './line-writer.ts';
import { type Log, log, stdoutText } from './log.ts';
import { visible, visibleJson } from './visible.ts';

/** Something that happened at a time. */
export interface Dated {
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** What a stage is handed, to tell of what it does. */
export interface Logs {
  readonly log?: Log;
  /** Where it is missing, the log is to tell of this, too. */
  readonly access?: (record: Dated) => void;
}

/** How a program tells what goes on, once it has understood its flags. */
export interface Voice {
  readonly banner: Log;
  /** For what concerns the program, not one client of it. */
  readonly notice: Log;
  readonly logs: Logs;
}

/** The forms of `--log`. */
export type LogForm = 'text' | 'json';

const jsonLines = new LineWriter(process.stdout, (dropped) =>
  lineFor({ at: Date.now(), dropped }),
);

const stderrLines = new LineWriter(
  process.stderr,
  (dropped) => `(Dropped: ${dropped} lines.)`,
);

const nothing = (): void => {};

/** For people: what everything says unless it was told otherwise. */
export const textVoice: Voice = {
  banner: (text) => stdoutText.write(text),
  notice: log,
  logs: { log },
};

/** For programs: a line of JSON on stdout for each record, and nothing else. */
const jsonVoice: Voice = {
  banner: nothing,
  notice: (line) => stderrLines.write(visible(line)),
  logs: {
    log: nothing,
    access: (record) => jsonLines.write(lineFor(record)),
  },
};

const silence: Voice = {
  banner: nothing,
  notice: nothing,
  logs: {},
};

/** The voice that a command line asks for. Who wants quiet gets it. */
export function voiceOf(form: LogForm = 'text', isQuiet = false): Voice {
  if (isQuiet) return silence;
  return form === 'json' ? jsonVoice : textVoice;
}

function lineFor<Fact extends Dated>({ at, ...rest }: Fact): string {
  const record = { time: new Date(at).toISOString(), ...rest };
  return visibleJson(JSON.stringify(record));
}

/** The flags that choose a voice. */
export const voiceFlags = {
  form: {
    flag: 'log',
    value: 'FORM',
    form: 'text or json',
    help: 'text for people (default), or json: a line\nfor each request',
    /** Refuses all other forms. */
    read: (text: string): LogForm | undefined =>
      text === 'text' || text === 'json' ? text : undefined,
  },
  isQuiet: {
    flag: 'quiet',
    help: 'say nothing, unless it cannot start',
    isSwitch: true,
  },
} as const;
