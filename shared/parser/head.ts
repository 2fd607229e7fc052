import { ProtocolError } from './errors.ts';
import { detached, HeaderList, trimWhitespace } from './header-list.ts';

/** The versions that we speak (RFC 9112 2.3). */
export type HttpVersion = '1.0' | '1.1';

/** The start line and header section of a request (RFC 9112 3). */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: HttpVersion;
  readonly headers: HeaderList;
}

/** The start line and header section of a response (RFC 9112 4). */
export interface ResponseHead {
  readonly version: HttpVersion;
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
}

// The grammar, a RegExp for each rule of the RFCs. Bytes are read as latin1,
// so that obs-text (%x80-FF) passes through unchanged.

// RFC 9110 5.6.2   token = 1*tchar
const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
// RFC 9110 5.5     NUL, CR, LF and other controls are in no field-value
const text = '[\\t -~\\x80-\\xff]*';
// RFC 9112 3       request-line = method SP request-target SP HTTP-version
const requestLine = line`(${token}) ([!-~]+) HTTP/(\d)\.(\d)`;
// RFC 9112 4       status-line = HTTP-version SP status-code SP [ reason ]
const statusLine = line`HTTP/(\d)\.(\d) ([1-9]\d\d)(?: (${text}))?`;
// RFC 9112 5       field-line = field-name ":" OWS field-value OWS
// A space before the colon, or before the name, is refused: one parser reads
// `Content-Length : 5` as a length, the next one does not.
const fieldLine = line`(${token}):(${text})`;
// RFC 9112 5.1, 5.2: of responses a proxy mends two old habits of servers: that
// space, and obs-fold, by which a value goes on in another line.
const mendedLine = line`(${token})[ \t]*:(${text}(?:\r\n[ \t]${text})*)`;

// Flag y: it begins at `lastIndex` of the section, and nowhere behind it.
function line(form: TemplateStringsArray, ...parts: string[]): RegExp {
  return new RegExp(`${String.raw(form, ...parts)}\r\n`, 'y');
}

/**
 * Reads a request's head.
 *
 * @param section - Its lines with their line ends, without the empty line.
 * @throws ProtocolError 400, or 505 for a major version that is not ours.
 */
export function parseRequestHead(section: string): RequestHead {
  const match = take(requestLine, section, 0, 'request line');
  const [start, method = '', target = '', major, minor] = match;
  const version = versionOf(major, minor);
  const headers = parseFields(section, start.length);
  return { method, target, version, headers };
}

/**
 * Reads a response's head.
 *
 * @param section - Its lines with their line ends, without the empty line.
 * @throws ProtocolError 400, which its reader turns into 502.
 */
export function parseResponseHead(section: string): ResponseHead {
  const match = take(statusLine, section, 0, 'status line');
  const [start, major, minor, status, reason = ''] = match;
  const version = versionOf(major, minor);
  const headers = parseFields(section, start.length, mendedLine);
  return { version, status: Number(status), reason, headers };
}

/**
 * Reads field lines (RFC 9112 5).
 *
 * @param section - The lines with their line ends.
 * @param first - Where they begin in it.
 */
export function parseFields(
  section: string,
  first = 0,
  form = fieldLine,
): HeaderList {
  const headers = new HeaderList();
  for (let at = first; at < section.length; at = form.lastIndex) {
    const match = take(form, section, at, 'field line');
    const [line, name = '', raw = ''] = match;
    const value = trimWhitespace(unfolded(raw));
    // Where all that was taken off is one space, it is as we would write it.
    const isOurs = line.length === name.length + value.length + 4;
    headers.append(name, value, isOurs && raw[0] === ' ' ? line : undefined);
  }
  return headers;
}

function take(form: RegExp, section: string, at: number, what: string) {
  form.lastIndex = at;
  const match = form.exec(section);
  if (match) return match;
  const wrong = section.slice(at, section.indexOf('\r\n', at));
  throw new ProtocolError(`Not a ${what}: ${quote(wrong)}.`);
}

/** A copy that keeps nothing else of its message in memory. */
export function detachedFields(headers: HeaderList): HeaderList {
  return parseFields(detached(headers.text));
}

// RFC 9112 5.2: an obs-fold is replaced by a space, not passed on.
function unfolded(value: string): string {
  return value.includes('\r') ? value.replace(/\r\n[ \t]+/g, ' ') : value;
}

// RFC 9112 2.3: a higher minor version is read as the highest we know.
function versionOf(major = '', minor = ''): HttpVersion {
  if (major !== '1') {
    throw new ProtocolError(`HTTP/${major}.${minor} is not spoken here.`, 505);
  }
  return minor === '0' ? '1.0' : '1.1';
}

// A stranger's bytes, cut to a length and escaped, so that they can neither
// fill the terminal nor drive it.
function quote(text: string): string {
  const start = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  // JSON leaves alone what is above 126, and some of that drives terminals.
  return JSON.stringify(start).replace(
    /[^ -~]/g,
    (byte) => `\\u00${byte.charCodeAt(0).toString(16)}`,
  );
}
