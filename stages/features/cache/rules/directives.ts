import type * as http from '../../../../shared/parser/index.ts';
import { targetedDirectives } from './targeted.ts';

// RFC 9111 5.2   cache-directive = token [ "=" ( token / quoted-string ) ]
const directive =
  /([!#$%&'*+\-.^_`|~\w]+)(?:="((?:[^"\\]|\\.)*)"|=([^\s,"]*))?/g;

// RFC 9111 1.2.2: as good as for ever, and no computer chokes on it.
const FOR_EVER = 2 ** 31;

/** What a Cache-Control field says, names in lower case (RFC 9111 5.2). */
export class Directives {
  readonly #given: ReadonlyMap<string, readonly string[]>;

  /**
   * @param given - The arguments of each directive, one for each time that it
   * is given; an empty one where it has none.
   */
  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  /** Whether a directive is there, with an argument or without. */
  has(name: string): boolean {
    return this.#given.has(name);
  }

  /** Whether a directive is there without an argument. */
  isPlain(name: string): boolean {
    return this.#given.get(name)?.some((each) => !/[^\s,]/.test(each)) === true;
  }

  /**
   * A directive's number of seconds, if the directive is there. RFC 9111
   * 4.2.1 leaves it to us what to make of a number that is none, or of two
   * that differ: 0, since in doubt a response is stale.
   */
  seconds(name: string): number | undefined {
    const [first = '', ...others] = this.#given.get(name) ?? [];
    if (!this.has(name)) return undefined;
    const isClear =
      /^\d+$/.test(first) && others.every((each) => each === first);
    return isClear ? Math.min(Number(first), FOR_EVER) : 0;
  }

  /** The field names, in lower case, that are a directive's argument. */
  fieldNames(name: string): string[] {
    const list = (this.#given.get(name) ?? []).join().toLowerCase();
    return list.split(/[\s,]+/).filter((each) => each !== '');
  }
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
  const targeted = targetedDirectives(headers);
  return targeted ? new Directives(targeted) : parse(headers);
}

// What it does not understand it passes over. Where there is no Cache-Control
// a Pragma may stand for it, but only to say no-cache (RFC 9111 5.4).
function parse(headers: http.HeaderList): Directives {
  const pragma = headers.tokens('Pragma').filter((each) => each === 'no-cache');
  const value = headers.get('Cache-Control') ?? pragma.join();
  const given = new Map<string, string[]>();
  for (const [, name = '', quoted, plain] of value.matchAll(directive)) {
    const key = name.toLowerCase();
    const text = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    given.set(key, [...(given.get(key) ?? []), text]);
  }
  return new Directives(given);
}
