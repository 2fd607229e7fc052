import { readFileSync } from 'node:fs';
import { bytes } from './bytes.ts';
import { cached } from './cached.ts';
import { echo } from './echo.ts';
import { picture } from './picture.ts';
import { png } from './png.ts';
import { send, sendSentence } from './reply.ts';
import type { Route } from './route.ts';
import { text } from './text.ts';
import { slow, stream } from './timed.ts';

const PAGE = readFileSync(new URL('page.html', import.meta.url));

const page: Route = ({ response }) =>
  send(response, 'text/html; charset=utf-8', PAGE);

// Drawn when first asked for, since most visits never ask.
let drawn: Buffer | undefined;
const image: Route = ({ response }) => {
  drawn ??= png(picture);
  send(response, 'image/png', drawn);
};

const ROUTES = new Map<string, Route>([
  ['/', page],
  ['/text', text],
  ['/image.png', image],
  ['/slow', slow],
  ['/stream', stream],
  ['/echo', echo],
  ['/cached', cached],
]);

const notFound: Route = ({ response, path }) =>
  sendSentence(
    response,
    404,
    `There is no ${path} here: / names all there is.`,
  );

/** Who answers for a path. */
export function routeFor(path: string): Route {
  if (path.startsWith('/bytes/')) return bytes;
  return ROUTES.get(path) ?? notFound;
}
