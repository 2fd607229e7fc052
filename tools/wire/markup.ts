/**
 * Text as it may stand in HTML and SVG. The bytes of a record come from
 * strangers, so everything passes through here.
 *
 * @module
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes a text safe between tags and in a quoted attribute. */
export function escapeMarkup(text: string): string {
  return (
    text
      // What XML forbids even when escaped.
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
  );
}

/** An empty element. Numbers are rounded to what an eye can see. */
export function shape(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
): string {
  return `<${name}${attributesOf(attributes)}/>`;
}

/**
 * An element around others.
 *
 * @param inner - Markup, already escaped.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inner: string,
): string {
  return `<${name}${attributesOf(attributes)}>${inner}</${name}>`;
}

/** What a drawing needs around it. */
export interface Frame {
  /** Unique in its page: the text alternatives are found by it. */
  readonly id: string;
  readonly title: string;
  /** The drawing in words, a line for each thing it shows. */
  readonly words: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
}

/** A whole drawing, with its text alternatives. */
export function svgOf(frame: Frame, inner: string): string {
  const { id, title, words, width, height, narrow } = frame;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: `wire-svg ${narrow ? 'wire-is-narrow' : 'wire-is-wide'}`,
    viewBox: `0 0 ${width} ${Math.ceil(height)}`,
    width,
    role: 'img',
    'aria-labelledby': `${id}-title`,
    'aria-describedby': `${id}-desc`,
  };
  const desc = escapeMarkup(words.join('\n'));
  return element(
    'svg',
    attributes,
    element('title', { id: `${id}-title` }, escapeMarkup(title)) +
      element('desc', { id: `${id}-desc` }, desc) +
      inner,
  );
}

function attributesOf(
  attributes: Readonly<Record<string, string | number>>,
): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      const text =
        typeof value === 'number' ? Math.round(value * 100) / 100 : value;
      return ` ${name}="${escapeMarkup(String(text))}"`;
    })
    .join('');
}
