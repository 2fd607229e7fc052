import { ProtocolError } from './errors.ts';
import { HeaderList, isWhitespace, trimWhitespace } from './header-list.ts';

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
// RFC 9112 3       request-line = method SP request-target SP HTTP-version
const requestLine = new RegExp(`^(${token}) ([!-~]+) HTTP/(\\d)\\.(\\d)$`);
// RFC 9112 4       status-line = HTTP-version SP status-code SP [ reason ]
const statusLine = /^HTTP\/(\d)\.(\d) ([1-9]\d\d)(?: ([\t -~\x80-\xff]*))?$/;
// RFC 9110 5.1     field-name = token
const fieldName = new RegExp(`^${token}$`);
// RFC 9110 5.5     what no field-value may contain: NUL, CR, other controls
const notInValue = /[^\t -~\x80-\xff]/;

/**
 * Reads the lines of a request's head, without their line ends.
 *
 * @throws ProtocolError 400, or 505 for a major version that is not ours.
 */
export function parseRequestHead(lines: readonly string[]): RequestHead {
  const [start = ''] = lines;
  const match = requestLine.exec(start);
  if (!match) throw new ProtocolError(`Not a request line: ${quote(start)}.`);
  const [, method = '', target = '', major, minor] = match;
  const version = versionOf(major, minor);
  return { method, target, version, headers: parseFields(lines, 1) };
}

/**
 * Reads the lines of a response's head, without their line ends.
 *
 * A proxy mends two old habits of servers instead of refusing them: a space
 * before the colon, and a value folded over two lines (RFC 9112 5.1, 5.2).
 *
 * @throws ProtocolError 400, which its reader turns into 502.
 */
export function parseResponseHead(lines: readonly string[]): ResponseHead {
  const [start = ''] = lines;
  const match = statusLine.exec(start);
  if (!match) throw new ProtocolError(`Not a status line: ${quote(start)}.`);
  const [, major, minor, status, reason = ''] = match;
  const version = versionOf(major, minor);
  const headers = parseFields(lines, 1, true);
  return { version, status: Number(status), reason, headers };
}

/**
 * Reads field lines, each without its line end (RFC 9112 5).
 *
 * @param first - Where they begin among these lines.
 * @param isMended - Whether old habits are mended instead of refused.
 * @throws ProtocolError 400
 */
export function parseFields(
  lines: readonly string[],
  first = 0,
  isMended = false,
): HeaderList {
  const headers = new HeaderList();
  for (let at = first; at < lines.length; at++) {
    let line = lines[at]!;
    if (isMended) line = closeGap(line);
    // RFC 9112 5.2: an obs-fold is replaced by a space, not passed on.
    while (isMended && isWhitespace(lines[at + 1]?.[0])) {
      line += ` ${trimWhitespace(lines[++at]!)}`;
    }
    addField(headers, line);
  }
  return headers;
}

// RFC 9112 5   field-line = field-name ":" OWS field-value OWS
function addField(headers: HeaderList, line: string): void {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  const value = trimWhitespace(line.slice(colon + 1));
  // A space before the colon, or before the name, is refused here too: one
  // parser reads `Content-Length : 5` as a length, the next one does not.
  if (!fieldName.test(name) || notInValue.test(value)) {
    throw new ProtocolError(`Not a field line: ${quote(line)}.`);
  }
  headers.append(name, value);
}

// RFC 9112 5.1: white space between name and colon is removed.
function closeGap(line: string): string {
  const colon = line.indexOf(':');
  const hasGap = isWhitespace(line[colon - 1]) && !isWhitespace(line[0]);
  if (!hasGap) return line;
  return trimWhitespace(line.slice(0, colon)) + line.slice(colon);
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
