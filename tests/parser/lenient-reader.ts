/**
 * A reader of messages that takes everything, as some servers do. It shares
 * nothing with shared/parser.
 *
 * @module
 */

/** In what lenient readers differ from one another. */
export interface Habits {
  /** What ends a line. */
  readonly lineEnd: RegExp;
  /** Which field wins, if a message has both. */
  readonly believes: 'length' | 'chunked';
  /** Which line wins, if there are several of a name. */
  readonly takes: 'first' | 'last';
}

/** A message as a lenient reader sees it. */
export interface LenientMessage {
  readonly startLine: string;
  readonly body: string;
}

/** A reader for each mixture of habits. */
export const ALL_HABITS: readonly Habits[] = [/\r\n/g, /\r?\n/g, /\r\n?|\n/g]
  .flatMap((lineEnd) => [
    { lineEnd, believes: 'length' } as const,
    { lineEnd, believes: 'chunked' } as const,
  ])
  .flatMap((habits) => [
    { ...habits, takes: 'first' } as const,
    { ...habits, takes: 'last' } as const,
  ]);

/** Reads all messages there are; what is left over counts as one more. */
export function readLeniently(text: string, habits: Habits): LenientMessage[] {
  const source = new Source(text, habits.lineEnd);
  const messages: LenientMessage[] = [];
  while (!source.isEmpty) {
    const [startLine = '', ...fields] = source.takeSection();
    const body = takeBody(source, startLine, fields, habits);
    messages.push({ startLine, body });
  }
  return messages;
}

function takeBody(
  source: Source,
  startLine: string,
  fields: readonly string[],
  { believes, takes }: Habits,
): string {
  if (/^HTTP\S* (1..|204|304)/.test(startLine)) return '';
  const length = believedValue(fields, 'content-length', takes);
  const isChunked = believedValue(fields, 'transfer-encoding', takes)
    ?.toLowerCase()
    .includes('chunked');
  if (isChunked && (believes === 'chunked' || length === undefined)) {
    return takeChunks(source);
  }
  return source.take(Number.parseInt(length ?? '0', 10) || 0);
}

function takeChunks(source: Source): string {
  let body = '';
  for (;;) {
    const size = Number.parseInt(source.takeLine(), 16) || 0;
    if (size === 0) break;
    body += source.take(size);
    source.takeLine();
  }
  source.takeSection();
  return body;
}

function believedValue(
  fields: readonly string[],
  wanted: string,
  takes: 'first' | 'last',
): string | undefined {
  const values = fields
    .map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1)])
    .filter(([name]) => name?.trim().toLowerCase() === wanted)
    .map(([, value]) => value?.trim());
  return takes === 'first' ? values[0] : values.at(-1);
}

class Source {
  #at = 0;
  readonly #text: string;
  readonly #lineEnd: RegExp;

  constructor(text: string, lineEnd: RegExp) {
    this.#text = text;
    this.#lineEnd = lineEnd;
  }

  get isEmpty(): boolean {
    return this.#at >= this.#text.length;
  }

  take(count: number): string {
    const taken = this.#text.slice(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  takeLine(): string {
    this.#lineEnd.lastIndex = this.#at;
    const match = this.#lineEnd.exec(this.#text);
    const end = match?.index ?? this.#text.length;
    const line = this.#text.slice(this.#at, end);
    this.#at = end + (match?.[0].length ?? 0);
    return line;
  }

  takeSection(): string[] {
    const lines: string[] = [];
    for (let line = this.takeLine(); line !== ''; line = this.takeLine()) {
      lines.push(line);
    }
    return lines;
  }
}
