import type { Stage } from '../kit/stage.ts';
import { apart } from './apart.ts';
import { manyClients } from './many.ts';
import { unblocked } from './unblocked.ts';

/** All that stage 3 must do, and stage 4 must keep doing. */
export function concurrencySuite(stage: Stage): void {
  unblocked(stage);
  manyClients(stage);
  apart(stage);
}
