/**
 * Bytes as a person can read them: what has no letter of its own gets one.
 * Used by the charts, the netcat and the tests' messages, on a terminal and
 * in a browser, so it imports nothing.
 *
 * @module
 */

const NAMED: Readonly<Record<string, string>> = {
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\\': '\\\\',
};

/**
 * Writes bytes as printable ASCII: `\r`, `\n`, `\t`, `\\`, and `\x00` for
 * every other byte that is no printable ASCII character. What comes out can
 * be typed into `npm run nc`, and never drives a terminal.
 *
 * @param bytes - The bytes; in a string each character is one (latin1).
 */
export function visible(bytes: Uint8Array | string): string {
  return latin1(bytes).replace(/[^ -[\]-~]/g, oneVisible);
}

/**
 * {@link visible}, cut behind every line feed, so that each line shows how
 * it ends.
 *
 * @param bytes - The bytes; in a string each character is one (latin1).
 */
export function visibleLines(bytes: Uint8Array | string): string[] {
  return linesOf(latin1(bytes)).map(visible);
}

/** Cuts a text behind every line feed; nothing of it is lost. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** The bytes as a string of one character each. */
export function latin1(bytes: Uint8Array | string): string {
  if (typeof bytes === 'string') return bytes;
  // In pieces: a call takes only so many arguments.
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

function oneVisible(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, '0');
  return NAMED[character] ?? (code < 256 ? `\\x${hex}` : `\\u{${hex}}`);
}
