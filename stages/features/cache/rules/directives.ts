import { parseDictionary } from 'structured-headers';
import type * as http from '../../../../shared/parser/index.ts';
import { Memory } from '../../memory.ts';

// RFC 9111 5.2   cache-directive = token [ "=" ( token / quoted-string ) ]
const directive =
  /([!#$%&'*+\-.^_`|~\w]+)(?:="((?:[^"\\]|\\.)*)"|=([^\s,"]*))?/g;

/** In seconds, as good as for ever (RFC 9111 1.2.2): no computer chokes on it. */
export const FOR_EVER = 2 ** 31;

/**
 * What a Cache-Control field says (RFC 9111 5.2): by the name of each
 * directive, in lower case, its arguments, one for each time that it is given;
 * an empty one where it has none.
 */
export class Directives extends Map<string, readonly string[]> {
  /** Whether it is meant for caches like this one only (RFC 9213). */
  isTargeted = false;

  /** Whether a directive is there without an argument. */
  isPlain(name: string): boolean {
    return this.get(name)?.some((each) => !/[^\s,]/.test(each)) === true;
  }

  /**
   * A directive's number of seconds, if the directive is there. RFC 9111
   * 4.2.1 leaves it to us what to make of a number that is none, or of two
   * that differ: 0, since in doubt a response is stale.
   */
  seconds(name: string): number | undefined {
    const all = this.get(name);
    if (!all) return undefined;
    const isClear = /^\d+$/.test(all[0]!) && new Set(all).size === 1;
    return isClear ? Math.min(Number(all[0]), FOR_EVER) : 0;
  }

  /** The field names, in lower case, that are a directive's argument. */
  fieldNames(name: string): string[] {
    const list = (this.get(name) ?? []).join().toLowerCase();
    return list.split(/[\s,]+/).filter((each) => each !== '');
  }
}

/** The head of a response, and what it says to a cache. */
export interface Response extends http.ResponseHead {
  readonly said: Directives;
}

/** Reads what a response says, once for all who ask. */
export function withDirectives(head: http.ResponseHead): Response {
  const { version, status, reason, headers } = head;
  return { version, status, reason, headers, said: responseDirectives(head) };
}

/** What a request says (RFC 9111 5.2.1). */
export function requestDirectives({ headers }: http.RequestHead): Directives {
  return parse(headers);
}

/**
 * What a response says to a shared cache in front of its origin: what is
 * meant for such caches only (RFC 9213), else what is meant for all.
 */
export function responseDirectives({ headers }: http.ResponseHead): Directives {
  const targeted = headers.get('CDN-Cache-Control'); // an empty one is none
  return (targeted && targetedDirectives(targeted)) || parse(headers);
}

// What it does not understand it passes over. Where there is no Cache-Control
// a Pragma may stand for it, but only to say no-cache (RFC 9111 5.4).
function parse(headers: http.HeaderList): Directives {
  const pragma = headers.lists('Pragma', 'no-cache') ? 'no-cache' : '';
  return said.recall(headers.get('Cache-Control') ?? pragma, read);
}

const said = new Memory<Directives>();

function read(value: string): Directives {
  const given = new Directives();
  for (const [, name = '', quoted, plain] of value.matchAll(directive)) {
    const key = name.toLowerCase();
    const text = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    given.set(key, [...(given.get(key) ?? []), text]);
  }
  return given;
}

// CDN-Cache-Control speaks to caches like this one and to no browser (RFC 9213
// 3). If it is no dictionary, it counts as not there (2.1).
function targetedDirectives(value: string): Directives | undefined {
  const given = new Directives();
  given.isTargeted = true;
  try {
    for (const [name, [argument]] of parseDictionary(value)) {
      if (argument === false) continue; // `no-store=?0`: that is not meant
      given.set(name, [argument === true ? '' : String(argument)]);
    }
    return given;
  } catch {
    return undefined;
  }
}
