import { head } from '../kit/bytes.ts';
import { receiveHead } from '../kit/message.ts';
import type { Scene } from '../kit/scene.ts';
import type { WireEnd } from '../kit/wire-end.ts';

/** Asks for WebSocket, with these lines about the connection. */
export function asking(...lines: readonly string[]): string {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  return head('GET /chat HTTP/1.1', 'Host: a.example', key, ...lines);
}

export const ASK = asking('Connection: Upgrade', 'Upgrade: websocket');

/** Agrees to it. */
export const AGREE = head(
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
);

export const SPELLINGS = [
  ['Connection: keep-alive, Upgrade', 'Upgrade: websocket'],
  ['connection: upgrade', 'upgrade: WebSocket'],
  ['Connection: x', 'Connection: UPGRADE', 'UPGRADE: WEBSOCKET'],
];

/** Requests whose Upgrade is ignored. */
export const IGNORED = [
  asking('Connection: Upgrade', 'Upgrade: h2c'),
  asking(
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: x',
  ),
  asking('Connection: Upgrade', 'Upgrade: websocket, h2c'),
  asking('Connection: Upgrade', 'Upgrade: TLS/1.2'),
  asking('Upgrade: websocket'),
  asking('Connection: Upgrade'),
  ASK.replace('GET', 'POST'),
  ASK.replace('1.1', '1.0'),
  `${asking('Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 1')}x`,
];

/** Opens a tunnel; returns its two ends. */
export async function open({
  origin,
  connect,
}: Scene): Promise<[WireEnd, WireEnd]> {
  const client = await connect();
  client.send(ASK);
  const { end } = await origin.nextRequest();
  end.send(AGREE);
  await receiveHead(client);
  return [client, end];
}
