import { test } from 'vitest';
import type { createProxy, ProxyOptions } from '../../stages/features/proxy.ts';
import type { Stage } from '../kit/stage.ts';

/** Stage 4, which can be told more than the stages before it. */
export interface FeaturesStage extends Stage {
  /** A server that does not listen yet. */
  readonly createProxy: typeof createProxy;
}

/** What its `createProxy` returns. */
export type FeaturesProxy = ReturnType<typeof createProxy>;

/** What a test may tell it besides where its origin is. */
export type Options = Omit<ProxyOptions, 'upstream' | 'log'>;

/** The same stage, told something more. */
export function withOptions(stage: FeaturesStage, options: Options): Stage {
  const { number, createProxy } = stage;
  return { number, createProxy: (own) => createProxy({ ...own, ...options }) };
}

const { PROXY_COMMAND } = process.env;

/**
 * A test of what only an option of `createProxy` can show. A program that is
 * named by PROXY_COMMAND has no such options, so then it is left out.
 */
export const testOfOptions = test.skipIf(PROXY_COMMAND);
