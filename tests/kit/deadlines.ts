/**
 * The only clocks of these tests. Tests wait for bytes and for events, never
 * for time, so a busy machine makes them slower but not wrong. A deadline
 * only ends what hangs.
 *
 * @module
 */

/** How long, in seconds, a wait may last. What passes never comes near it. */
export const DEADLINE = 4;

/** How long, in seconds, a program may take until it listens. */
export const START_DEADLINE = 15;

/** How long, in seconds, a program may take to do all its work and end. */
export const RUN_DEADLINE = 50;

/** After so many seconds without news one is told what that may mean. */
export const LONG_SILENCE = 30;

/** Between two looks at something that sends no event, in milliseconds. */
const PAUSE = 20;

/** What comes instead when a deadline has passed. */
const LATE = Symbol();

/** A wait that a deadline ended: it says what was awaited. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param awaited - What is awaited and what was seen so far, in words; asked
 *   only when the deadline has passed.
 * @throws DeadlineError when the deadline passes first.
 */
export async function within<Value>(
  promise: Promise<Value>,
  awaited: () => string,
  seconds = DEADLINE,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, LATE);
  });
  try {
    const first = await Promise.race([promise, late]);
    if (first !== LATE) return first;
  } finally {
    clearTimeout(timer);
  }
  // Made here, behind an `await`, where the stack still leads to the test; and
  // not before it, since most that is awaited comes, and an Error takes time.
  throw new DeadlineError(`waited ${seconds} s for ${awaited()}`);
}

/** Does something if there has been no news for {@link LONG_SILENCE}. */
export class Silence {
  readonly #then: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(then: () => void) {
    this.#then = then;
  }

  /** There is news, or the first is awaited. */
  begin(): void {
    this.end();
    this.#timer = setTimeout(this.#then, LONG_SILENCE * 1000).unref();
  }

  /** No more news is awaited. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * Tries again and again, for what sends no event when it becomes possible:
 * another program that starts to listen, for one.
 *
 * @param attempt - Resolves with whether it worked.
 * @param awaited - What is awaited, in words.
 * @throws DeadlineError after {@link START_DEADLINE}.
 */
export async function retry(
  attempt: () => Promise<boolean>,
  awaited: () => string,
): Promise<void> {
  const end = Date.now() + START_DEADLINE * 1000;
  while (!(await attempt())) {
    if (Date.now() > end) {
      throw new DeadlineError(`waited ${START_DEADLINE} s for ${awaited()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
