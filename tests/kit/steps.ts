import { expect } from 'vitest';
import { GET, head, OK, postHead } from './bytes.ts';
import { MIB, sendLongBody, untilStuck } from './long-body.ts';
import {
  type Message,
  type Response,
  receiveHead,
  receiveResponse,
} from './message.ts';
import type { ReplyLike } from './origin.ts';
import type { Scene } from './scene.ts';

/** One exchange, seen from both ends. */
export interface Seen {
  /** The request, as the origin received it. */
  readonly request: Message;
  /** The response, as the client received it. */
  readonly response: Response;
}

/**
 * A whole exchange: a new client sends the request, an origin that answers by
 * itself sends the reply, the client reads the response and goes.
 */
export async function exchange(
  { origin, connect }: Scene,
  bytes: string,
  reply: ReplyLike = OK,
): Promise<Seen> {
  origin.answer(reply);
  const client = await connect();
  client.send(bytes);
  const response = await receiveResponse(client, bytes.split(' ')[0]);
  client.sendFin();
  return {
    get request() {
      const request = origin.requests.at(-1);
      if (request) return request;
      const { complaint, missing } = origin.report;
      const what = complaint || missing ? 'no whole request' : 'no request';
      throw new Error(`${what} has reached the origin`);
    },
    response,
  };
}

/** An upload of which the origin has got the head and the first bytes. */
export async function begunUpload({ origin, connect }: Scene) {
  const client = await connect();
  client.send(`${postHead('Content-Length: 1000')}some of it`);
  const { end } = await origin.nextRequest();
  await end.expectBytes('some of it');
  return { client, end };
}

/** An upload of 64 MiB that is stuck, since its origin does not read. */
export async function stuckUpload({ origin, connect, fence }: Scene) {
  const client = await connect();
  client.send(postHead(`Content-Length: ${64 * MIB}`));
  const { end } = await origin.nextRequest();
  end.stopReading();
  const sending = sendLongBody(client, 64 * MIB);
  await untilStuck(client, fence);
  return { client, end, sending };
}

/**
 * A download that is stuck, since its client does not read.
 *
 * @param length - Of its body, in bytes: more than the kernel takes.
 * @param fields - Field lines of the response, besides its length.
 */
export async function stuckDownload(
  { origin, connect, fence }: Scene,
  length: number,
  ...fields: readonly string[]
) {
  const client = await connect();
  client.send(GET);
  const { end } = await origin.nextRequest();
  end.send(head('HTTP/1.1 200 OK', ...fields, `Content-Length: ${length}`));
  await receiveHead(client);
  client.stopReading();
  const sending = sendLongBody(end, length);
  await untilStuck(end, fence);
  return { client, end, sending };
}

/** Expects that the proxy is alive: one more client comes and is served. */
export async function expectServed(scene: Scene): Promise<void> {
  const { response } = await exchange(scene, GET);
  expect(response).toMatchObject({ status: 200, body: 'ok' });
}
