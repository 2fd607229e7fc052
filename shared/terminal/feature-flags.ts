import { fileNamed } from './certificate.ts';
import { fieldForm, ownOfRequests, ownOfResponses } from './field-form.ts';
import { defaultsOf, settingForm } from './setting-form.ts';
import { wholeNumber } from './values.ts';

/** What `--limit` can set: what is counted, and the usual number. */
export const limitNames = {
  startLine: ['bytes of a request line or a status line', 8192],
  head: ['bytes of a whole head', 16384],
  fields: ['field lines in a head', 100],
  body: ["bytes of a request's body", 1024 ** 3],
  connections: ['clients at a time', 10_000],
  requests: ['requests on one connection', 10_000],
  ahead: ['bytes read ahead of the request in hand', 65536],
  pooled: ['idle connections to each upstream', 10_000],
} as const;

/** What `--timeout` can set: what is awaited, and the usual seconds. */
export const timeoutNames = {
  head: ["the rest of a request's head", 60],
  idle: ['a request on an open connection', 75],
  progress: ['the next piece of a body, or a reader', 60],
  connect: ['the upstream to accept a connection', 5],
  response: ['the head of a response', 60],
  collapse: ['the answer to another client that will do', 5],
  linger: ["a client's goodbye behind ours", 30],
  pooled: ['another request for an idle upstream', 60],
  leftOut: ['another try of an upstream that refuses', 10],
  shutdown: ['what runs to finish, in the end', 10],
  tunnel: ['a byte in a tunnel', 3600],
} as const;

const bytes = {
  value: 'BYTES',
  form: 'a whole number of bytes',
  /** Refuses all but digits. */
  read: (text: string) => wholeNumber(text, 0, 2 ** 40),
} as const;

/** The flags of stage 4, each under the option of its `createProxy`. */
export const featureFlags = {
  headers: {
    flag: 'header',
    ...fieldForm(ownOfResponses),
    help: "set it on responses; without VALUE remove it\n(repeatable; default 'foo: bar')",
    isRepeatable: true,
  },
  requestHeaders: {
    flag: 'request-header',
    ...fieldForm(ownOfRequests),
    help: 'the same for what is forwarded (repeatable)',
    isRepeatable: true,
  },
  trustForwarded: {
    flag: 'trust-forwarded',
    help: 'believe X-Forwarded-For and the like: only\nwhere none but proxies of yours can reach it',
    isSwitch: true,
  },
  gzipFrom: {
    flag: 'gzip-min',
    ...bytes,
    help: 'compress from this length on (default 20)',
  },
  cacheSize: {
    flag: 'cache-size',
    ...bytes,
    help: 'memory for the cache (default 67108864)',
  },
  cert: {
    flag: 'cert',
    value: 'FILE',
    form: 'a file that can be read',
    help: 'speak TLS with this certificate, in PEM',
    /** Refuses what cannot be read. */
    read: fileNamed,
  },
  key: {
    flag: 'key',
    value: 'FILE',
    form: 'a file that can be read',
    help: 'the key of the certificate, in PEM',
    /** Refuses what cannot be read. */
    read: fileNamed,
  },
  limits: {
    flag: 'limit',
    value: 'NAME=NUMBER',
    ...settingForm(limitNames, 'a whole number', wholeLimit),
    help: `accept no more than so many (repeatable):\n${defaultsOf(limitNames)}`,
    isRepeatable: true,
  },
  timeouts: {
    flag: 'timeout',
    value: 'NAME=SECONDS',
    ...settingForm(timeoutNames, 'seconds, more than 0', milliseconds),
    help: `wait no longer than so for (repeatable):\n${defaultsOf(timeoutNames)}`,
    isRepeatable: true,
  },
} as const;

function wholeLimit(text: string): number | undefined {
  return wholeNumber(text, 1, Number.MAX_SAFE_INTEGER);
}

// Seconds for people, milliseconds for the clock.
function milliseconds(text: string): number | undefined {
  const isNumber = /^\d{1,9}(?:\.\d{1,3})?$/.test(text);
  return (isNumber && Math.round(Number(text) * 1000)) || undefined;
}
