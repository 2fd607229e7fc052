import type * as http from '../../../shared/parser/index.ts';
import type { Forms } from '../feature.ts';
import type { Ask } from '../source.ts';
import type { Body } from './body.ts';
import type { Candidate } from './rules/reuse.ts';
import type { Selectors } from './rules/vary.ts';

/** A response that is stored, or is being stored while others read along. */
export interface Entry {
  /** What it is stored under. */
  readonly key: string;
  /** The request fields, with values, that it is an answer to. */
  selectors: Selectors;
  head: http.ResponseHead;
  /** How it was framed when it came. */
  readonly framing: http.BodyFraming;
  readonly body: Body;
  trailers?: http.HeaderList;
  /** When it was 0 seconds old, in milliseconds since 1970. */
  bornAt: number;
  /** How many seconds it stays fresh. */
  lifetime: number;
  /** Whether all of it has come. What was cut short never is whole. */
  isWhole: boolean;
  /** Who brings the rest of it. */
  growth?: Growth | undefined;
  /** Those who have not read all of it yet. */
  readonly readers: Set<EntryReader>;
  /** Its body compressed, as far as somebody has asked for that. */
  forms?: Forms;
  /** Whether the store has it still: others may push it out. */
  isStored: boolean;
  /** What it takes there, in bytes. */
  size: number;
}

/** Who reads an entry. */
export interface EntryReader {
  /** Up to where it has read the body. */
  readonly position: number;
  /** Reads on. Returns whether there is room for more. */
  advance(): boolean;
  /** What it reads is too large to be kept for it: it asks for itself. */
  goAlone(upstream: Ask): void;
  /** The rest will not come. */
  fail(error: unknown): void;
}

/** Who brings an entry. */
export interface Growth {
  /** There is somebody again who has room for more. */
  resume(): void;
  /** A reader has gone. */
  onReaderGone(): void;
}

/** The length of an entry's body in bytes, if that is known. */
export function lengthOf({
  body,
  framing,
  isWhole,
}: Entry): number | undefined {
  if (isWhole) return body.length;
  return framing.kind === 'length' ? framing.length : undefined;
}

/** What the use of an entry depends on, at a time in ms since 1970. */
export function candidateOf(entry: Entry, now: number): Candidate {
  const age = Math.max(0, (now - entry.bornAt) / 1000);
  return { head: entry.head, age, lifetime: entry.lifetime };
}
