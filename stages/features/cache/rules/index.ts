/**
 * What the cache's machinery asks of the standards. All of this is heads and
 * times in, and a verdict out.
 *
 * @module
 */

export * from './cache-status.ts';
export { isKnown, notModified } from './conditions.ts';
export * from './directives.ts';
export { freshened, speaksOf, updated } from './freshening.ts';
export * from './freshness.ts';
export { invalidatedKeys } from './invalidation.ts';
export { targetKey } from './key.ts';
export * from './ranges.ts';
export * from './reuse.ts';
export * from './storing.ts';
export { conditionalRequest, confirmedBy, isForClient } from './validation.ts';
export { isSelected, type Selectors, selectorsOf } from './vary.ts';
