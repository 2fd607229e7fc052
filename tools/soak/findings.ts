/** What is to hold, whatever the traffic. */
export const INVARIANTS = {
  alive: 'the stage lives until it is told to end, and then ends',
  quiet: 'it says nothing on stderr',
  answers: 'each request is answered, and a failure has its cause',
  marks: 'each response belongs to its request',
  fresh: 'what has changed is not shown as it was before',
  bytes: 'what arrives is right, byte by byte',
  whole: 'what was cut short does not look complete',
  requests: 'requests arrive at the origin well-formed and unmixed',
  garbage: 'what is no request is neither forwarded nor answered with success',
  sockets: 'no socket is left over',
  memory: 'memory does not grow',
  served: 'a plain client is served, in the storm and after it',
  traffic: 'there was traffic of each kind',
} as const;

/** The name of one of them. */
export type Invariant = keyof typeof INVARIANTS;

/** Something is not as it should be. */
export interface Fault {
  readonly invariant: Invariant;
  readonly expected: string;
  readonly got: string;
}

/** Such a thing, and where it was seen. */
export interface Finding extends Fault {
  /** `seed 1, connection 17, request 17.2`. */
  readonly where: string;
  /** The last bytes that went over the connection, each way. */
  readonly sent?: string;
  readonly received?: string;
}

/** More than these nobody reads. */
const KEPT = 200;

/** All that was found. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #counts = new Map<Invariant, number>();
  #isShut = false;

  /** Notes something. */
  add(finding: Finding): void {
    if (this.#isShut) return;
    const { invariant } = finding;
    this.#counts.set(invariant, this.countOf(invariant) + 1);
    if (this.list.length < KEPT) this.list.push(finding);
  }

  /** What comes after this follows from what went before. */
  shut(): void {
    this.#isShut = true;
  }

  /** How often this was seen not to hold. */
  countOf(invariant: Invariant): number {
    return this.#counts.get(invariant) ?? 0;
  }
}
