import {
  Recorder,
  type Sighting,
  type WireRecord,
} from '../../tools/wire/record.ts';

type Step = readonly [connection: string, from: Sighting['from'], what: string];

/** Makes a record: `open`, `fin`, `rst`, `refused`, else bytes as latin1. */
export function recordOf(title: string, steps: readonly Step[]): WireRecord {
  const recorder = new Recorder(title);
  for (const [connection, from, what] of steps) {
    const hop = connection.startsWith('origin') ? 'origin' : 'client';
    recorder.add({ hop, connection, from, ...happening(what) });
  }
  return recorder.record;
}

function happening(what: string): Pick<Sighting, 'kind' | 'bytes'> {
  switch (what) {
    case 'open':
    case 'fin':
    case 'rst':
    case 'refused':
      return { kind: what };
    default:
      return { kind: 'bytes', bytes: Buffer.from(what, 'latin1') };
  }
}

export const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

function served(client: string, origin: string): Step[] {
  return [
    [origin, 'proxy', 'open'],
    [origin, 'proxy', GET],
    [origin, 'peer', OK],
    [client, 'proxy', OK],
    [origin, 'peer', 'fin'],
    [origin, 'proxy', 'fin'],
    [client, 'proxy', 'fin'],
    [client, 'peer', 'fin'],
  ];
}

/** One client asks and is answered. */
export const ONE = recordOf('One request', [
  ['A', 'peer', 'open'],
  ['A', 'peer', GET],
  ...served('A', 'origin 1'),
]);

/** A says nothing, so B waits: one client at a time. */
export const ONE_BY_ONE = recordOf('B waits for A', [
  ['A', 'peer', 'open'],
  ['B', 'peer', 'open'],
  ['B', 'peer', GET],
  ['A', 'peer', GET],
  ...served('A', 'origin 1'),
  ...served('B', 'origin 2'),
]);

/** A says nothing, and B is served. */
export const SIDE_BY_SIDE = recordOf('B is served', [
  ['A', 'peer', 'open'],
  ['B', 'peer', 'open'],
  ['B', 'peer', GET],
  ...served('B', 'origin 1'),
  ['A', 'peer', GET],
  ...served('A', 'origin 2'),
]);

/** Everything that can go wrong. */
export const CUT_SHORT = recordOf('Refused and reset', [
  ['A', 'peer', 'open'],
  ['A', 'peer', GET],
  ['origin 1', 'proxy', 'open'],
  ['origin 1', 'peer', 'refused'],
  ['A', 'proxy', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
  ['A', 'peer', GET + GET],
  ['origin 2', 'proxy', 'open'],
  ['origin 2', 'peer', 'rst'],
  ['A', 'proxy', 'rst'],
  // Too late, but it was seen.
  ['A', 'peer', 'fin'],
]);

/** Bytes that nobody should trust. */
export const STRANGE = recordOf('<b>"strange"</b> \x1b[31m é ☃', [
  ['<i>', 'peer', 'open'],
  ['<i>', 'peer', '\x00\x1b[2J\xff"><script>alert(1)</script>&\r\nmore'],
  ['<i>', 'proxy', '\r\n'],
  ['<i>', 'peer', '\n'],
  ['<i>', 'proxy', '\r\nbehind an empty line'],
  ['<i>', 'peer', `GET /${'long/'.repeat(100)} HTTP/1.1\r\n\r\n`],
  ['<i>', 'proxy', 'x'.repeat(70_000)],
]);

/** Nine clients at once: more than there are lanes. */
export const CROWD = recordOf('A crowd', [
  ...[...'ABCDEFGHI'].map((name): Step => [name, 'peer', 'open']),
  ...[...'ABCDEFGHI'].map((name): Step => [name, 'peer', GET]),
  ...[...'ABCDEFGHI'].flatMap((name, at) => served(name, `origin ${at + 1}`)),
]);

export const NOTHING: WireRecord = { title: '', events: [], leftOut: 0 };

export const SAMPLES: readonly WireRecord[] = [
  ONE,
  ONE_BY_ONE,
  SIDE_BY_SIDE,
  CUT_SHORT,
  STRANGE,
  CROWD,
  NOTHING,
];
