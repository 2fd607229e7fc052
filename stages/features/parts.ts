import type { Feature } from './feature.ts';
import type { Settings } from './options.ts';
import type { Ask } from './source.ts';

/** What all clients of one proxy share. */
export interface Parts extends Settings {
  /** Where responses come from. */
  readonly ask: Ask;
  /** What is done to them, one after the other. */
  readonly features: readonly Feature[];
}
