import { bodyOf } from './marks.ts';
import type { Order } from './order.ts';

/**
 * The body of a request. That of a GET, which many do not expect, looks like
 * requests: who loses sight of where it begins sends on what nobody asked.
 */
export function sentBodyOf({ method, nonce, body }: Order): Buffer {
  if (method !== 'GET') return bodyOf(nonce, body);
  const request = `GET /poison/${nonce} HTTP/1.1\r\nHost: soak.example\r\n\r\n`;
  const count = Math.ceil(body / request.length);
  return Buffer.from(request.repeat(count)).subarray(0, body);
}
