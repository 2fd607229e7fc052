import type { Stage } from './command-line.ts';

// What the terminal has to say of each stage, so that a stage's own files
// speak of nothing but proxying.

/** Stage 1. */
export const basic: Stage = {
  number: 1,
  name: 'basic',
  summary: 'one client after another, one request on each connection',
  servesBrowsers: false,
  tryNext: (url, port, curl) => [
    [`${curl} -v ${url}/`],
    [`npm run nc -- ${port}`, 'type GET / HTTP/1.1, Enter, Enter'],
  ],
};

/** Stage 2. */
export const keepalive: Stage = {
  number: 2,
  name: 'keepalive',
  summary: 'one client after another, many requests on each connection',
  servesBrowsers: false,
  tryNext: (url, port, curl) => [
    [`${curl} -v ${url}/ ${url}/echo`],
    [`npm run nc -- ${port}`, 'two requests'],
  ],
};

/** Stage 3. */
export const concurrency: Stage = {
  number: 3,
  name: 'concurrency',
  summary: 'all clients at once',
  servesBrowsers: true,
  tryNext: (url, port, curl) => [
    [`npm run nc -- ${port}`, 'type nothing; meanwhile, in another:'],
    [`${curl} -v ${url}/`],
  ],
};

/** Stage 4. */
export const features: Stage = {
  number: 4,
  name: 'features',
  summary: 'all clients at once, and all that a proxy does besides',
  servesBrowsers: true,
  tryNext: (url, _, curl) => {
    // Nobody vouches for a certificate that one has made oneself.
    const ask = url.startsWith('https:') ? `${curl} -k` : curl;
    return [
      [`${ask} -i --compressed ${url}/cached`, 'twice: then a hit'],
      [`${ask} ${url}/echo`, 'seen by the origin'],
      [`${ask} -N ${url}/stream`, 'a line each second'],
    ];
  },
};
