import { MIB } from '../kit/long-body.ts';
import type { Stage } from '../kit/stage.ts';
import { backpressure } from './backpressure.ts';
import { earlyAnswers } from './early-answers.ts';
import { everyCut } from './every-cut.ts';
import { forwardedHeads } from './forwarded-heads.ts';
import { forwarding } from './forwarding.ts';
import { interim } from './interim.ts';
import { leaving } from './leaving.ts';
import { limits } from './limits.ts';
import { oddHeads } from './odd-heads.ts';
import { refusedRequests } from './refused-requests.ts';
import { refusedResponses } from './refused-responses.ts';
import { requestBodies } from './request-bodies.ts';
import { responseBodies } from './response-bodies.ts';
import { survival } from './survival.ts';

/** All that stage 1 must do, and every later stage must keep doing. */
export function basicSuite(stage: Stage): void {
  forwarding(stage);
  oddHeads(stage);
  requestBodies(stage);
  responseBodies(stage);
  interim(stage);
  forwardedHeads(stage);
  refusedRequests(stage);
  refusedResponses(stage);
  leaving(stage);
  earlyAnswers(stage);
  limits(stage);
  everyCut(stage);
  backpressure(stage, '1.64', 64 * MIB);
  survival(stage, '1.65');
}
