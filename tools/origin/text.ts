import { PLAIN, send } from './reply.ts';
import type { Route } from './route.ts';

/** Bytes in the text. */
const SIZE = 100_000;

const SENTENCES = [
  'A client sends a request, and waits.',
  'The proxy reads its head up to the empty line, and then knows its framing.',
  'It opens a connection to the upstream and writes the head anew.',
  'The body follows, piece by piece, and no piece need be whole.',
  'The upstream answers when it likes.',
  'What it says goes back the same way, no faster than the client reads.',
  'TCP has no messages, only bytes in order.',
];

const TEXT = textOf(SIZE);

/** `/text`: 100 kB of text, numbered so that a lost line is seen. */
export const text: Route = ({ response }) => send(response, PLAIN, TEXT);

function textOf(size: number): string {
  let whole = '';
  for (let line = 1; whole.length < size; line += 1) {
    const number = String(line).padStart(4);
    whole += `${number}  ${SENTENCES[line % SENTENCES.length]}\n`;
  }
  return `${whole.slice(0, size - 1)}\n`;
}
