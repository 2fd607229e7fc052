import * as http from '../../../../shared/parser/index.ts';

type Request = http.RequestHead;

/** Request fields, with their values, to which a response is the answer. */
export type Selectors = readonly http.HeaderField[];

// These are lists in which capitals make no difference.
const caseless = ['accept-encoding', 'accept-language', 'accept-charset'];

// RFC 9111 4.1: a field that is not there, and no value that one could have.
const ABSENT = '\n';

/**
 * The request fields on which a response depends, with the values that this
 * request had: who sends other values gets another response (RFC 9111 4.1).
 */
export function selectorsOf(
  request: Request,
  { headers }: http.ResponseHead,
): Selectors {
  const names = [...headers.tokens('Vary')];
  // Some origins compress and forget to say that not all get that.
  if (headers.has('Content-Encoding')) names.push('accept-encoding');
  const own = http.detached;
  return names.map((name) => [own(name), own(normalValue(request, name))]);
}

/** Whether a response with these selectors answers this request. */
export function isSelected(selectors: Selectors, request: Request): boolean {
  return selectors.every(([name, told]) => normalValue(request, name) === told);
}

// In lists that are known, the white space and empty members between make no
// difference. In other fields they may: in a Cookie, or the path of a Referer.
// Over how many lines a field goes makes none in any (RFC 9110 5.3).
function normalValue({ headers }: http.RequestHead, name: string): string {
  const value = headers.get(name);
  if (value === undefined) return ABSENT;
  return caseless.includes(name) ? headers.tokens(name).join() : value;
}
