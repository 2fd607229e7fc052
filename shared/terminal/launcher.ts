/**
 * What `npm run stage:N` sets up around a stage that runs in its process. A
 * stage run alone has none of it, and its code knows nothing of it.
 *
 * @module
 */

/** A program that runs a stage. */
export interface Launcher {
  /** How one types it: `npm run stage:1 --`. */
  readonly command: string;
  /** Its own flags, each with a few words for `--help`. */
  readonly flags: readonly (readonly [flag: string, help: string])[];
  /** What it knows of the upstream: `the embedded origin`. */
  readonly upstream: string;
}

let launcher: Launcher | undefined;

/** Tells the stage that is about to run who runs it. */
export function launchedBy(program: Launcher): void {
  launcher = program;
}

/** Who runs this stage; `undefined` if it runs alone. */
export function currentLauncher(): Launcher | undefined {
  return launcher;
}
