import { detached } from '../../../shared/parser/index.ts';
import type { Flight } from './asking.ts';

/** Targets of which something is remembered besides what is stored. */
const MEMORY = 1000;

/** The requests that are under way and whose answer others may wait for. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #loners = new Set<string>();
  readonly #changes = new Map<string, number>();
  #forgottenUpTo = 0; // the count at which changes were forgotten last
  /** How many changes of targets there have been: a clock that ticks at each. */
  changeCount = 0;

  /** The request for a target that is under way, if there is one. */
  find(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  /** A request sets out, for whose answer others may wait. */
  add(key: string, flight: Flight): void {
    this.#flights.set(key, flight);
  }

  /** Whether others have waited in vain for what answers this target. */
  isLoner(key: string): boolean {
    return this.#loners.has(key);
  }

  /** Nobody is to wait for it any longer. */
  delete(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  /**
   * The target has changed: what was asked for before may be answered with
   * how it was.
   */
  outdate(key: string): void {
    this.#flights.delete(key);
    this.#changes.set(detached(key), ++this.changeCount);
    if (this.#changes.size <= MEMORY) return;
    this.#changes.clear();
    this.#forgottenUpTo = this.changeCount;
  }

  /** Whether a target has, or may have, changed since there were so many. */
  isOutdated(key: string, changeCount: number): boolean {
    return (this.#changes.get(key) ?? this.#forgottenUpTo) > changeCount;
  }

  /**
   * Remembers whether the answer was of use to others. Who waits for one that
   * is not has waited for nothing, so the next time nobody does.
   */
  remember(key: string, isShared: boolean): void {
    if (isShared) this.#loners.delete(key);
    else this.#loners.add(detached(key));
    if (this.#loners.size > MEMORY) this.#loners.clear();
  }
}
