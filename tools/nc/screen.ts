/**
 * The learner's terminal: what arrives and what the program has to say
 * appears above the line that is being typed.
 *
 * @module
 */

import {
  clearScreenDown,
  createInterface,
  type Interface,
  moveCursor,
} from 'node:readline';
import { Chalk, chalkStderr } from 'chalk';
import { endsOpen } from './escapes.ts';
import { shown } from './shown.ts';

const PROMPT = '> ';

/** What the learner does at the keyboard. */
export interface Keyboard {
  /** A line was entered. */
  line(text: string): void;
  /** Ctrl-D: there will be no more lines. */
  end(): void;
}

/** Reads lines and prints. It remembers the line that is being typed. */
export class Screen {
  readonly #hex: boolean;
  readonly #out = new Chalk({ level: levelOf(new Chalk().level) });
  readonly #err = new Chalk({ level: levelOf(chalkStderr.level) });
  #typing: Interface | undefined;

  /**
   * @param hex - Show received bytes in hexadecimal too.
   */
  constructor(hex: boolean) {
    this.#hex = hex;
  }

  /** Is there a person who types? If not, input is a pipe or a file. */
  get hasKeyboard(): boolean {
    return process.stdin.isTTY;
  }

  /** Says something in words: never on stdout, which may be a pipe. */
  say(words: string): void {
    this.#above(() =>
      process.stderr.write(`${this.#err.cyan(`* ${words}`)}\n`),
    );
  }

  /**
   * Prints received bytes: for a person with all odd ones visible, into a
   * pipe as they are.
   *
   * @returns false if stdout asks to wait until it drains.
   */
  show(bytes: Uint8Array): boolean {
    const isForPerson = process.stdout.isTTY || this.#hex;
    if (!isForPerson) return process.stdout.write(bytes);
    return this.#above(() =>
      process.stdout.write(shown(bytes, this.#out, this.#hex)),
    );
  }

  /** Starts to read lines from the keyboard. */
  type(keyboard: Keyboard): void {
    const output = this.#terminal;
    const { stdin: input } = process;
    const typing = createInterface({ input, output, terminal: output.isTTY });
    this.#typing = typing;
    typing.setPrompt(PROMPT);
    typing.on('line', (line) => {
      this.#showEnd(line);
      keyboard.line(line);
      if (this.#typing === typing) typing.prompt();
    });
    typing.on('SIGINT', () => process.exit(0));
    typing.on('close', () => {
      if (this.#typing !== typing) return;
      this.#typing = undefined;
      output.write('\n');
      keyboard.end();
    });
    typing.prompt();
  }

  /** Stops reading lines. */
  stop(): void {
    const typing = this.#typing;
    if (!typing) return;
    this.#typing = undefined;
    this.#clear(typing);
    typing.close();
  }

  get #terminal(): NodeJS.WriteStream {
    return process.stdout.isTTY ? process.stdout : process.stderr;
  }

  /** Prints above the line that is being typed, which then goes on. */
  #above(print: () => boolean): boolean {
    const typing = this.#typing;
    if (!typing) return print();
    this.#clear(typing);
    const hasRoom = print();
    typing.prompt(true);
    return hasRoom;
  }

  #clear(typing: Interface): void {
    const output = this.#terminal;
    if (!output.isTTY) return;
    moveCursor(output, 0, -typing.getCursorPos().rows);
    output.write('\r');
    clearScreenDown(output);
  }

  /** Shows the line end that Enter has sent, if the line is a simple one. */
  #showEnd(line: string): void {
    const output = this.#terminal;
    const hasRoom = line.length + 6 < output.columns;
    if (!output.isTTY || !hasRoom || !/^[ -~]*$/.test(line)) return;
    if (endsOpen(line)) return;
    moveCursor(output, 0, -1);
    output.write(`\r${PROMPT}${line}${this.#out.dim('\\r\\n')}\n`);
  }
}

/** Chalk knows FORCE_COLOR and terminals, but not NO_COLOR. */
function levelOf(level: 0 | 1 | 2 | 3): 0 | 1 | 2 | 3 {
  const { NO_COLOR } = process.env;
  return NO_COLOR ? 0 : level;
}
