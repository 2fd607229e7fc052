import { cacheAge } from './cache-age.ts';
import { cacheCare } from './cache-care.ts';
import { cacheFreshness } from './cache-freshness.ts';
import { cacheHits } from './cache-hits.ts';
import { cacheIncomplete } from './cache-incomplete.ts';
import { cacheKept } from './cache-kept.ts';
import { cacheKeys } from './cache-keys.ts';
import { cacheRules } from './cache-rules.ts';
import { cacheStoring } from './cache-storing.ts';
import { cacheVariants } from './cache-variants.ts';
import { clientTimeouts } from './client-timeouts.ts';
import { codingMessages } from './coding-messages.ts';
import { gateway } from './gateway.ts';
import { gzipChoice } from './gzip-choice.ts';
import { gzipMessages } from './gzip-messages.ts';
import { labels } from './labels.ts';
import { pool } from './pool.ts';
import { slowReaders } from './slow-readers.ts';
import type { FeaturesStage } from './stage.ts';
import { stale } from './stale.ts';
import { tunnel } from './tunnel.ts';
import { upstreamTimeouts } from './upstream-timeouts.ts';

/** All that stage 4 must do besides what the stages before it do. */
export function featuresSuite(stage: FeaturesStage): void {
  labels(stage);
  gzipChoice(stage);
  gzipMessages(stage);
  codingMessages(stage);
  cacheHits(stage);
  cacheRules(stage);
  cacheAge(stage);
  cacheCare(stage);
  cacheVariants(stage);
  cacheStoring(stage);
  cacheIncomplete(stage);
  cacheFreshness(stage);
  cacheKeys(stage);
  cacheKept(stage);
  pool(stage);
  stale(stage);
  clientTimeouts(stage);
  upstreamTimeouts(stage);
  gateway(stage);
  tunnel(stage);
  slowReaders(stage);
}
