/** All elements and texts of some markup. @throws if it does not nest. */
export function parse(markup: string): { tags: string[]; texts: string[] } {
  const open: string[] = [];
  const tags: string[] = [];
  const texts: string[] = [];
  const piece =
    /<(\/?)([a-z]+)((?: [a-zA-Z0-9-]+="[^"<>]*")*)(\/?)>|([^<>]+)|(.)/gs;
  for (const [, end, name, , isEmpty, text, stray] of markup.matchAll(piece)) {
    if (stray) throw new Error(`a stray ${stray}`);
    if (text) texts.push(text);
    if (!name) continue;
    if (end && open.pop() !== name) throw new Error(`</${name}> too early`);
    if (!end) tags.push(name);
    if (!end && !isEmpty) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return { tags, texts };
}
