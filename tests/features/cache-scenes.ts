import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { GET } from '../kit/bytes.ts';
import { type Response, receiveResponse } from '../kit/message.ts';
import type { Incoming } from '../kit/origin.ts';
import type { Scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';
import { timedScene } from './client-timeouts.ts';
import { SECOND } from './hand-clock.ts';
import { replyOf } from './messages.ts';
import type { FeaturesStage } from './stage.ts';

/**
 * A response with a tag that speaks so of its freshness, on a connection that
 * is not used again: so whatever fails next fails at the first try.
 */
export function pageOf(said: string, body = 'old', tag = body): string {
  const fields = [`Cache-Control: ${said}`, `ETag: "${tag}"`];
  return replyOf(body, ...fields, 'Connection: close');
}

/** One client more, which asks for this. */
export async function asked(all: Scene, request: string): Promise<WireEnd> {
  const client = await all.connect();
  client.send(request);
  return client;
}

/** So many clients more, which all ask for this; the proxy has read it. */
export async function askedAtOnce(
  all: Scene,
  ...requests: readonly string[]
): Promise<WireEnd[]> {
  const clients: WireEnd[] = [];
  for (const request of requests) clients.push(await asked(all, request));
  await all.fence();
  return clients;
}

/** An exchange in which the test plays the origin, for one request. */
export async function fetched(
  all: Scene,
  request: string,
  reply: string,
): Promise<Response> {
  const client = await asked(all, request);
  const { end } = await all.origin.nextRequest();
  end.send(reply);
  return responseTo(client, request);
}

/** What the cache answers; the origin is not asked before. */
export async function shown(all: Scene, request: string): Promise<Response> {
  return responseTo(await asked(all, request), request);
}

/** Said of what may be shown for a minute while it is asked for anew. */
export const REFRESHED = 'max-age=10, stale-while-revalidate=60';

/** A scene in which what is stored has just been asked for anew. */
export async function refreshAsked(stage: FeaturesStage) {
  const { all, clock } = await timedScene(stage);
  await fetched(all, GET, pageOf(REFRESHED));
  clock.turn(15 * SECOND);
  expect((await shown(all, GET)).body).toBe('old');
  const { end } = await all.origin.nextRequest();
  return { all, clock, end };
}

/** The same, and its answer has begun to come: all but its last byte. */
export async function refreshing(stage: FeaturesStage) {
  const { all, clock, end } = await refreshAsked(stage);
  const page = pageOf(REFRESHED, 'new');
  end.send(page.slice(0, -1));
  await all.fence();
  return { all, clock, end, finish: () => end.send(page.slice(-1)) };
}

/** What a client that has asked is answered. */
export function responseTo(client: WireEnd, request: string) {
  return receiveResponse(client, request.split(' ')[0]);
}

/** The next so many requests at the origin. */
export async function requestsOf(
  { origin }: Scene,
  count: number,
): Promise<Incoming[]> {
  const incoming: Incoming[] = [];
  while (incoming.length < count) incoming.push(await origin.nextRequest());
  return incoming;
}

/** Waits until a client has received these bytes, and leaves them unread. */
export async function untilSeen(client: WireEnd, bytes: string): Promise<void> {
  await client.news.until(
    () => client.inbox.peek().includes(bytes, 0, 'latin1') || undefined,
    () => `"${bytes.slice(0, 20)}"; ${client.seen}`,
  );
}

/** Waits until so many bytes of a chunked body have come; all stay unread. */
export async function untilBody(client: WireEnd, length: number) {
  await client.news.until(
    () => chunkedLengthOf(client.inbox.peek()) >= length || undefined,
    () => `${length} bytes of a body; ${client.seen}`,
  );
}

function chunkedLengthOf(bytes: Buffer): number {
  let length = 0;
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at >= 4 && at < bytes.length) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (line < 0 || !(size > 0)) break;
    length += Math.min(size, bytes.length - line - 2);
    at = line + 2 + size + 2;
  }
  return length;
}

/** What stands for a long body when it is compared. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body, 'latin1').digest('hex');
}

/** Bytes without order, the same ones for the same seed. */
export function noiseOf(length: number, seed = 1): string {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[at] = state;
  }
  return bytes.toString('latin1');
}

/** A chunk of a chunked body. */
export function chunkOf(piece: string): string {
  return `${piece.length.toString(16)}\r\n${piece}\r\n`;
}

/** The end of a chunked body. */
export const LAST_CHUNK = '0\r\n\r\n';
