/**
 * The changes of resources of which a client has been told: who asks after
 * that is not to be shown what there was before.
 */
export class Changes {
  readonly #versions = new Map<string, number>();

  /** A client has been told that this version has come of its request. */
  confirm(target: string, version: number): void {
    this.#versions.set(target, Math.max(this.leastOf(target), version));
  }

  /** The earliest version that may be shown to who asks now. */
  leastOf(target: string): number {
    return this.#versions.get(target) ?? 1;
  }
}
