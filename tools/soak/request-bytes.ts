import type { Asked } from './asked.ts';
import type { Random } from './random.ts';
import { sentBodyOf } from './sent-body.ts';

/** A request in bytes. */
export interface RequestBytes {
  readonly head: Buffer;
  readonly body: Buffer;
}

/**
 * Puts a request into bytes.
 *
 * @param tag - The entity tag that the origin would give at this moment.
 * @param cuts - Where a chunked body is cut into chunks.
 */
export function requestBytes(
  asked: Asked,
  tag: string,
  cuts: Random,
): RequestBytes {
  const { order, version, framing } = asked;
  const lines = [
    `${order.method} ${order.target} HTTP/${version}`,
    'Host: soak.example',
    `Soak: ${JSON.stringify(order)}`,
    `Accept-Language: ${asked.language}`,
    ...(asked.acceptsGzip ? ['Accept-Encoding: gzip, br;q=0.1'] : []),
    ...conditionLines(asked, tag),
    ...(asked.wish ? [`Cache-Control: ${asked.wish}`] : []),
    ...(asked.isOfUser ? [`Authorization: Basic ${order.nonce}`] : []),
    ...connectionLines(asked),
    ...(asked.expects ? ['Expect: 100-continue'] : []),
    ...framingLines(asked),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const body = sentBodyOf(order);
  const isChunked = framing === 'chunked';
  return { head, body: isChunked ? chunked(body, order.nonce, cuts) : body };
}

function conditionLines({ condition }: Asked, tag: string): string[] {
  if (!condition) return [];
  const [name, value] = condition;
  return [`${name}: ${value.replace('TAG', tag)}`];
}

// X-Hop is for the next hop only, and must not arrive at the origin.
function connectionLines({ version, keeps, order }: Asked): string[] {
  const hop = order.pieces === 5 ? ['X-Hop'] : [];
  const options = [...hop];
  if (!keeps) options.push('close');
  else if (version === '1.0') options.push('keep-alive');
  if (options.length === 0) return [];
  return [
    ...hop.map((name) => `${name}: ${order.nonce}`),
    `Connection: ${options.join(', ')}`,
  ];
}

function framingLines({ framing, order }: Asked): string[] {
  if (framing === 'length') return [`Content-Length: ${order.body}`];
  return framing === 'chunked' ? ['Transfer-Encoding: chunked'] : [];
}

function chunked(body: Buffer, nonce: string, cuts: Random): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = cuts.between(1, cuts.pick([40, 4000, 100_000]));
    const piece = body.subarray(at, at + size);
    const line = `${piece.length.toString(16)}${cuts.chance(0.1) ? ';x=y' : ''}`;
    parts.push(Buffer.from(`${line}\r\n`), piece, Buffer.from('\r\n'));
    at += size;
  }
  const trailers = cuts.chance(0.3) ? `Soak-Trailer: ${nonce}\r\n` : '';
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers}\r\n`)]);
}
