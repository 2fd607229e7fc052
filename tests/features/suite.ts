import { access } from './access.ts';
import { clientTimeouts } from './client-timeouts.ts';
import { codingMessages } from './coding-messages.ts';
import { cutOff } from './cut-off.ts';
import { forwarded } from './forwarded.ts';
import { gateway } from './gateway.ts';
import { gzipChoice } from './gzip-choice.ts';
import { gzipMessages } from './gzip-messages.ts';
import { labels } from './labels.ts';
import { lateGoodbyes } from './late-goodbyes.ts';
import { lateReaders } from './late-readers.ts';
import { liars } from './liars.ts';
import { maxForwards } from './max-forwards.ts';
import { options } from './options.ts';
import { ownLimits } from './own-limits.ts';
import { pool } from './pool.ts';
import { poolEnds } from './pool-ends.ts';
import { room } from './room.ts';
import { shutdown } from './shutdown.ts';
import { slowReaders } from './slow-readers.ts';
import type { FeaturesStage } from './stage.ts';
import { stale } from './stale.ts';
import { tlsClients } from './tls.ts';
import { tlsHandshakes } from './tls-handshakes.ts';
import { trailers } from './trailers.ts';
import { tunnel } from './tunnel.ts';
import { tunnelEnds } from './tunnel-ends.ts';
import { upstreamEnds } from './upstream-ends.ts';
import { upstreamTimeouts } from './upstream-timeouts.ts';
import { upstreams } from './upstreams.ts';
import { websocket } from './websocket.ts';

/**
 * All that stage 4 must do besides what the stages before it do, but for its
 * cache.
 */
export function featuresSuite(stage: FeaturesStage): void {
  labels(stage);
  gzipChoice(stage);
  gzipMessages(stage);
  codingMessages(stage);
  lateGoodbyes(stage);
  lateReaders(stage);
  trailers(stage);
  pool(stage);
  stale(stage);
  clientTimeouts(stage);
  upstreamTimeouts(stage);
  gateway(stage);
  tunnel(stage);
  cutOff(stage);
  forwarded(stage);
  maxForwards(stage);
  options(stage);
  slowReaders(stage);
  upstreams(stage);
  poolEnds(stage);
  upstreamEnds(stage);
  tunnelEnds(stage);
  websocket(stage);
  ownLimits(stage);
  room(stage);
  shutdown(stage);
  tlsClients(stage);
  tlsHandshakes(stage);
  liars(stage);
  access(stage);
}
