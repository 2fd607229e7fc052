import type * as http from '../../shared/parser/index.ts';
import { forbidsTransform, isCandidate } from './compression/candidates.ts';
import { type Coding, codings } from './compression/codings.ts';
import { keepWhole } from './compression/keeping.ts';
import { preferredCoding } from './compression/negotiation.ts';
import type { Feature, Log, Response } from './feature.ts';

/**
 * Compresses what is worth it, for clients that can undo it.
 *
 * @param from - Shortest body that is compressed, in bytes.
 */
export function compression(from: number, log: Log): Feature {
  return {
    alter(request, response) {
      const { headers, status } = response.head;
      if (!isCandidate(response.standsFor ?? response, from)) return;
      // The answer now depends on Accept-Encoding. Caches behind us must know,
      // even if this client gets the plain form (RFC 9110 12.5.5).
      const varies = headers.lists('Vary', 'accept-encoding');
      if (!varies) headers.append('Vary', 'Accept-Encoding');
      // A part of some bytes must stay a part of the same bytes.
      if (status === 206) return;
      const coding = codingFor(request);
      if (!coding) return;
      // A strong validator promises the very same bytes (RFC 9110 8.8.1).
      const tag = headers.get('ETag');
      if (tag?.startsWith('"')) headers.set('ETag', `W/${tag}`);
      if (status === 304) response.framing = { kind: 'none' };
      else encode(response, coding, log);
    },
  };
}

function codingFor({ headers }: http.RequestHead): Coding | undefined {
  const isAsked = headers.has('Accept-Encoding') && !forbidsTransform(headers);
  if (!isAsked) return undefined;
  return preferredCoding(headers.tokens('Accept-Encoding'), codings);
}

// What was compressed before is not compressed again. Else the length is not
// known in advance; to HEAD, which has no body, it is not told at all.
function encode(response: Response, coding: Coding, log: Log): void {
  const { head, forms } = response;
  const { name } = coding;
  head.headers.set('Content-Encoding', name).delete('Accept-Ranges');
  const form = forms?.get(name);
  if (response.framing.kind === 'none') {
    response.framing = { kind: 'none', declared: form?.length };
  } else if (form) {
    response.framing = { kind: 'length', length: form.length };
    response.body = form;
  } else {
    response.framing = { kind: 'until-close' };
    log(name === 'gzip' ? 'gzipping...' : `compressing with ${name}...`);
    response.filter = coding.encoder();
    if (forms) keepWhole(response.filter, name, forms);
  }
}
