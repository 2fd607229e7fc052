// Besides the control characters also those that turn text around, join
// letters or end a line: none of them shows, and each changes what is read.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NAMED = new Map([
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\t', '\\t'],
]);

/**
 * The text with all that is unseen written out, as in `\r`, `\x1b` and
 * `\u202e`, on one line. Else a client's bytes could clear the terminal,
 * recolour it, or forge a second line.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    const escaped =
      code.length > 2
        ? `\\u${code.padStart(4, '0')}`
        : `\\x${code.padStart(2, '0')}`;
    return NAMED.get(character) ?? escaped;
  });
}

/**
 * A text of JSON with all that is unseen in the escapes of JSON. It means the
 * same as before. JSON itself asks for fewer: it leaves U+009B as it is, with
 * which a terminal can be driven.
 */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
      .map((code) => `\\u${code}`)
      .join(''),
  );
}
