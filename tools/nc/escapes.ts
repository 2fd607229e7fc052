/**
 * What a typed line sends.
 *
 * @module
 */

const NAMED: Readonly<Record<string, string>> = {
  r: '\r',
  n: '\n',
  t: '\t',
  '\\': '\\',
};

/** `\r`, `\n`, `\t`, `\\`, and `\x41` for any byte. */
const ESCAPE = /\\(?:([rnt\\])|x([0-9a-f]{2}))/gi;

/**
 * The bytes that a typed line stands for: the line as UTF-8, its escapes
 * replaced, and a line end behind it. A `\` at the end leaves the line end
 * out. What is no escape is sent as it was typed.
 */
export function typedBytes(line: string): Buffer {
  const text = endsOpen(line) ? line.slice(0, -1) : `${line}\\r\\n`;
  const pieces: Buffer[] = [];
  let done = 0;
  for (const { 0: whole, 1: name, 2: hex, index } of text.matchAll(ESCAPE)) {
    pieces.push(Buffer.from(text.slice(done, index)));
    pieces.push(hex ? Buffer.from(hex, 'hex') : Buffer.from(byName(name)));
    done = index + whole.length;
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(done))]);
}

/** Does a typed line end in a `\` that is not itself escaped? */
export function endsOpen(line: string): boolean {
  const [last = ''] = /\\*$/.exec(line) ?? [];
  return last.length % 2 === 1;
}

function byName(name = ''): string {
  return NAMED[name.toLowerCase()] ?? '';
}
