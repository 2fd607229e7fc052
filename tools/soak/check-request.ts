import { type Fields, fieldOf, hasMember } from './fields.ts';
import type { Order } from './order.ts';
import type { Head } from './scanner.ts';

// RFC 9110 7.6.1: these speak of the client's connection, not of ours.
const HOP_BY_HOP = [
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'x-hop',
];

/**
 * Whether a request is such as a proxy may send.
 *
 * @returns what is wrong with it, if anything is.
 */
export function checkHead({ line, fields }: Head): string | undefined {
  const found = /^([A-Z]+) (\/[!-~]*|\*) HTTP\/1\.1$/.exec(line);
  if (!found) return `no request line: ${line}`;
  const [, method, target] = found;
  if (!fields.has('soak')) return `not one of ours: ${line}`;
  const order = orderOf({ line, fields });
  if (order.method !== method || order.target !== target) {
    return `${line}, which was to be ${order.method} ${order.target}`;
  }
  if (fields.get('host')?.length !== 1) return 'not one Host';
  if (!fields.has('via')) return 'no Via';
  const stray = HOP_BY_HOP.find((name) => fields.has(name));
  if (stray) return `a field of the client's connection: ${stray}`;
  return checkFraming(fields);
}

function checkFraming(fields: Fields): string | undefined {
  const lengths = fields.get('content-length') ?? [];
  const isChunked = fields.has('transfer-encoding');
  if (isChunked && !hasMember(fields, 'transfer-encoding', 'chunked')) {
    return `coding ${fieldOf(fields, 'transfer-encoding')}`;
  }
  if (lengths.length + (isChunked ? 1 : 0) > 1) return 'framed twice';
  const isNumber = lengths.every((length) => /^\d+$/.test(length));
  return isNumber ? undefined : `length ${lengths}`;
}

/** What a request asks of the origin. */
export function orderOf({ fields }: Head): Order {
  return JSON.parse(fields.get('soak')?.[0] ?? '') as Order;
}
