import type { Stage } from './command-line.ts';
import { wholeNumber } from './values.ts';

// What the terminal has to say of each stage, so that a stage's own files
// speak of nothing but proxying.

/** Stage 1. */
export const basic: Stage = {
  number: 1,
  name: 'basic',
  summary: 'one client after another, one request on each connection',
  servesBrowsers: false,
  tryNext: (url, port) => [
    [`curl -v ${url}/`],
    [`npm run nc -- ${port}`, 'type GET / HTTP/1.1, Enter, Enter'],
  ],
};

/** Stage 2. */
export const keepalive: Stage = {
  number: 2,
  name: 'keepalive',
  summary: 'one client after another, many requests on each connection',
  servesBrowsers: false,
  tryNext: (url, port) => [
    [`curl -v ${url}/ ${url}/echo`],
    [`npm run nc -- ${port}`, 'two requests'],
  ],
};

/** Stage 3. */
export const concurrency: Stage = {
  number: 3,
  name: 'concurrency',
  summary: 'all clients at once',
  servesBrowsers: true,
  tryNext: (url, port) => [
    [`npm run nc -- ${port}`, 'say nothing; elsewhere:'],
    [`curl -v ${url}/`],
  ],
};

/** Stage 4. */
export const features: Stage = {
  number: 4,
  name: 'features',
  summary: 'all clients at once, and all that a proxy does besides',
  servesBrowsers: true,
  tryNext: (url) => [
    [`curl -v --compressed ${url}/`],
    [`curl ${url}/cached`, 'twice: see the cache answer'],
  ],
};

/** Fields that a proxy writes itself: another value would be a lie. */
const ownFields =
  /^(connection|content-length|date|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** The flags of stage 4, each under the option of its `createProxy`. */
export const featureFlags = {
  headers: {
    flag: 'header',
    value: "'NAME: VALUE'",
    form: "a field line such as 'foo: bar', not one that the proxy writes itself",
    help: "put it on every response (repeatable; default 'foo: bar')",
    isRepeatable: true,
    /** Refuses what would break a message, and what the proxy decides. */
    read: (line: string): readonly [string, string] | undefined => {
      const match = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*([\t -~]*)$/.exec(line);
      const [, name = '', value = ''] = match ?? [];
      if (name === '' || ownFields.test(name)) return undefined;
      return [name, value.trim()];
    },
  },
  gzipFrom: {
    flag: 'gzip-min',
    value: 'BYTES',
    form: 'a whole number of bytes',
    help: 'compress bodies of so many and more (default 20)',
    /** Refuses all but digits. */
    read: (text: string) => wholeNumber(text, 0, 2 ** 40),
  },
} as const;
