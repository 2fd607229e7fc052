import { constants, createGzip } from 'node:zlib';
import type * as http from '../../shared/parser/index.ts';
import type { Feature, Log, Response } from './feature.ts';

// Flushed after each piece: whoever is sent a line a second is to get a line
// a second.
const promptly = { flush: constants.Z_SYNC_FLUSH };

/**
 * Compresses what is worth it, for clients that can undo it.
 *
 * @param from - Shortest body that is compressed, in bytes.
 */
export function compression(from: number, log: Log): Feature {
  return {
    alter(request, response) {
      const { headers, status } = response.head;
      if (!isCompressible(response, from)) return;
      // The answer now depends on Accept-Encoding. Caches behind us must know,
      // even if this client gets the plain form (RFC 9110 12.5.5).
      const varies = headers.tokens('Vary').includes('accept-encoding');
      if (!varies) headers.append('Vary', 'Accept-Encoding');
      if (!acceptsGzip(request)) return;
      // A strong validator promises the very same bytes (RFC 9110 8.8.1).
      const tag = headers.get('ETag');
      if (tag?.startsWith('"')) headers.set('ETag', `W/${tag}`);
      // To HEAD, and in a 304, too, the length is unknown.
      const hasBody = response.framing.kind !== 'none';
      response.framing = { kind: hasBody ? 'until-close' : 'none' };
      if (status === 304) return;
      log('gzipping...');
      headers.set('Content-Encoding', 'gzip').delete('Accept-Ranges');
      if (hasBody) response.filter = createGzip(promptly);
    },
  };
}

// Text shrinks. Pictures, films and archives have been compressed already.
const textual =
  /^(text\/|application\/(.*\+)?(json|javascript|xml)\b|image\/svg\+xml)/i;

// Coded already, or bound to the very bytes that we would change. A 206 is a
// part of some bytes, and must stay a part of the same bytes.
const untouched = /^(Content-(Encoding|MD5|Digest|Range)|Repr-Digest)$/i;

function isCompressible({ head, framing }: Response, from: number): boolean {
  const { status, headers } = head;
  if (headers.tokens('Cache-Control').includes('no-transform')) return false;
  if ([...headers].some(([name]) => untouched.test(name))) return false;
  if (status < 200 || status === 204 || status === 206) return false;
  if (status === 304) return true; // as the 200 that it stands for may be
  const length = framing.kind === 'length' ? framing.length : from;
  const { declared = length } = framing.kind === 'none' ? framing : {};
  return declared >= from && textual.test(headers.get('Content-Type') ?? '');
}

/**
 * Whether a client takes gzip, and does not like plain bytes better. Each
 * coding may carry a weight, and weight 0 means "not that one" (RFC 9110
 * 12.4.2, 12.5.3).
 */
export function acceptsGzip({ headers }: http.RequestHead): boolean {
  const weights = new Map<string, number>();
  for (const member of headers.tokens('Accept-Encoding')) {
    const [coding = '', parameter = 'q=1'] = member.split(/[ \t]*;[ \t]*/);
    const weight = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameter)?.[1];
    weights.set(coding.replace(/^x-/, ''), Number(weight ?? 0));
  }
  const weight = weights.get('gzip') ?? weights.get('*') ?? 0;
  return weight > 0 && weight >= (weights.get('identity') ?? 0);
}
