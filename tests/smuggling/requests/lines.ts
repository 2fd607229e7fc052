import { head } from '../../kit/bytes.ts';
import {
  type CaseClass,
  get,
  HIDDEN,
  post,
  type RequestCase,
} from '../case.ts';

/** Line ends that are not CR LF. */
export const lineEnds: CaseClass<RequestCase> = {
  title: 'line ends',
  cases: [
    ['LF everywhere', 400, 'GET / HTTP/1.1\nHost: a\n\n'],
    ['LF behind the request line', 400, 'GET / HTTP/1.1\nHost: a\r\n\r\n'],
    ['LF behind a field', 400, 'GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n'],
    ['LF for the empty line', 400, 'GET / HTTP/1.1\r\nHost: a\r\n\n'],
    ['LF LF at the end', 400, 'GET / HTTP/1.1\r\nHost: a\n\n'],
    ['CR everywhere', 400, 'GET / HTTP/1.1\rHost: a\r\r'],
    ['CR behind the request line', 400, 'GET / HTTP/1.1\rHost: a\r\n\r\n'],
    ['CR behind a field', 400, 'GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n'],
    ['CR CR LF behind a field', 400, 'GET / HTTP/1.1\r\nHost: a\r\r\n\r\n'],
    ['CR CR LF for the empty line', 400, 'GET / HTTP/1.1\r\nHost: a\r\n\r\r\n'],
    [
      'CR CR LF behind the request line',
      400,
      'GET / HTTP/1.1\r\r\nHost: a\r\n\r\n',
    ],
    ['LF CR everywhere', 400, 'GET / HTTP/1.1\n\rHost: a\n\r\n\r'],
    ['LF CR LF at the end', 400, 'GET / HTTP/1.1\r\nHost: a\n\r\n'],
    [
      'CR LF CR CR LF at the end',
      400,
      'GET / HTTP/1.1\r\nHost: a\r\n\r\r\n\r\n',
    ],
    [
      'a hidden request behind LF LF',
      400,
      `GET / HTTP/1.1\r\nHost: a\r\nX: y\n\n${HIDDEN}`,
    ],
    [
      'a hidden request behind CR CR',
      400,
      `GET / HTTP/1.1\r\nHost: a\r\nX: y\r\r${HIDDEN}`,
    ],
    [
      'a hidden request behind LF CR LF CR',
      400,
      `GET / HTTP/1.1\r\nHost: a\r\nX: y\n\r\n\r${HIDDEN}`,
    ],
    [
      'a length behind LF',
      400,
      `GET / HTTP/1.1\r\nHost: a\r\nX: y\nContent-Length: 5\r\n\r\nhello`,
    ],
    ['an empty line before', 'forwarded', `\r\n${get()}`],
    ['four empty lines before', 'forwarded', `${'\r\n'.repeat(4)}${get()}`],
    ['five empty lines before', 400, `${'\r\n'.repeat(5)}${get()}`],
    ['LF before', 400, `\n${get()}`],
    ['CR before', 400, `\r${get()}`],
    ['a line of a space before', 400, ` \r\n${get()}`],
    ['a line of a NUL before', 400, `\0\r\n${get()}`],
    [
      'an empty line behind a body',
      'forwarded',
      `${post('Content-Length: 5')}hello\r\n`,
    ],
    ['a next line (U+0085) for a line end', 'forwarded', get('X: y\x85Z: a')],
    ['vertical tabs for line ends', 400, 'GET / HTTP/1.1\vHost: a\v\v\r\n\r\n'],
    ['form feeds for line ends', 400, 'GET / HTTP/1.1\fHost: a\f\f\r\n\r\n'],
  ],
};

/** Controls that one parser ends a text at and the next one does not. */
const CONTROLS: readonly (readonly [string, string])[] = [
  ['NUL', '\0'],
  ['SOH', '\x01'],
  ['backspace', '\b'],
  ['a vertical tab', '\v'],
  ['a form feed', '\f'],
  ['a bare CR', '\r'],
  ['escape', '\x1b'],
  ['DEL', '\x7f'],
];

/** Controls in each part of a head. */
export const controls: CaseClass<RequestCase> = {
  title: 'controls',
  cases: CONTROLS.flatMap(([name, sign]): RequestCase[] => [
    [`${name} in a value`, 400, get(`X: y${sign}z`)],
    [`${name} in a name`, 400, get(`X${sign}Y: z`)],
    [`${name} in the target`, 400, get().replace('/', `/${sign}a`)],
    [`${name} in the method`, 400, get().replace('GET', `G${sign}ET`)],
    [`${name} in the version`, 400, get().replace('1.1', `1.1${sign}`)],
    [`${name} in Host`, 400, head('GET / HTTP/1.1', `Host: a${sign}b`)],
  ]),
};

/** Names that some parsers read as another name. */
export const fieldNames: CaseClass<RequestCase> = {
  title: 'field names',
  cases: [
    ['a space before the colon', 400, get('X : y')],
    ['a tab before the colon', 400, get('X\t: y')],
    ['a space inside', 400, get('X Y: z')],
    [
      'a space before the first one',
      400,
      head('GET / HTTP/1.1', ' Host: a', 'X: y'),
    ],
    [
      'a tab before the first one',
      400,
      head('GET / HTTP/1.1', '\tX: y', 'Host: a'),
    ],
    ['a space before a later one', 400, get('X: y', ' Z: a')],
    ['a folded value', 400, get('X: y', ' z')],
    ['a folded value, by a tab', 400, get('X: y', '\tz')],
    [
      'a folded value that is a length',
      400,
      `${get('X: y', ' Content-Length: 5')}hello`,
    ],
    ['a line of a space', 400, get('X: y', ' ')],
    ['a line of a space at the end', 400, get(' ')],
    ['no name', 400, get(': y')],
    ['no name, no value', 400, get(':')],
    ['no colon', 400, get('X')],
    ['a request line for a field', 400, get('GET /hidden HTTP/1.1')],
    [
      'a request line with a port for a field',
      400,
      get('GET http://a:80/ HTTP/1.1'),
    ],
    ['an underscore', 'forwarded', get('Content_Length: 5')],
    ['all signs of a token', 'forwarded', get("!#$%&'*+-.^_`|~: x")],
    ['a byte above 127', 400, get('X\xe9: y')],
    ['a UTF-8 letter', 400, get('X\xc3\xa9: y')],
    ['a no-break space behind it', 400, get('X\xa0: y')],
    ['a byte order mark', 400, get('\xef\xbb\xbfX: y')],
    ['quotes', 400, get('"X": y')],
    ['brackets', 400, get('X(y): z')],
    ['a slash', 400, get('X/Y: z')],
    ['a comma', 400, get('X,Y: z')],
    ['an at sign', 400, get('X@Y: z')],
    ['a semicolon', 400, get('X;Y: z')],
    ['a Kelvin sign for a k', 400, get('\xe2\x84\xaaeep-Alive: x')],
    ['a colon twice', 'forwarded', get('X:: y')],
    ['an empty value', 'forwarded', get('X:')],
    ['bytes above 127 in a value', 'forwarded', get('X: \x80\xff')],
    [
      'too many of them',
      431,
      get(...Array.from({ length: 101 }, () => 'X: y')),
    ],
    ['too long a head', 431, get(`X: ${'y'.repeat(17_000)}`)],
  ],
};
