import { GET, OK } from '../kit/bytes.ts';
import type { ReplyLike } from '../kit/origin.ts';
import { type Scene, scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange } from '../kit/steps.ts';
import { HandClock, SECOND } from './hand-clock.ts';

/** What is stored with this is used again, as long as any test lasts. */
export const FRESH = 'Cache-Control: max-age=1000';

/** What is stored with this is asked about each time. */
export const STALE = 'Cache-Control: max-age=0';

/** A change long ago; without a word on freshness it is fresh for a day. */
export const LONG_AGO = 'Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT';

/** On a new {@link HandClock} it is this date; and in some seconds these. */
export function dateIn(seconds: number): string {
  return new Date(new HandClock().now() + seconds * SECOND).toUTCString();
}

/** A scene in which the origin has given this reply to one request. */
export async function sceneAfter(
  stage: Stage,
  reply: ReplyLike,
  request = GET,
): Promise<Scene> {
  const all = await scene(stage);
  await exchange(all, request, reply);
  return all;
}

/** Whether a request is answered from the store, without the origin. */
export async function isHit(all: Scene, request = GET): Promise<boolean> {
  const before = all.origin.requests.length;
  await exchange(all, request, OK);
  return all.origin.requests.length === before;
}
