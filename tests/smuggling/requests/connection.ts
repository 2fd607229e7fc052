import { chunks } from '../../kit/bytes.ts';
import {
  type CaseClass,
  CHUNKED,
  HIDDEN,
  type Outcome,
  post,
  type RequestCase,
} from '../case.ts';

const LENGTH = `Content-Length: ${HIDDEN.length}`;

/** Fields that a client asks its first hop to remove. */
const NAMED = [
  'content-length',
  'Content-Length',
  'transfer-encoding',
  'host',
  'te',
  'trailer',
  'connection',
  'expect',
  'via',
  'upgrade',
  'keep-alive',
  'content-length, transfer-encoding',
  'x, content-length',
  'date',
] as const;

function named(option: string): RequestCase[] {
  const line = `Connection: ${option}`;
  return [
    [`names ${option}: a length`, 'forwarded', post(LENGTH, line) + HIDDEN],
    [
      `names ${option}: chunks`,
      'forwarded',
      post(CHUNKED, line) + chunks(HIDDEN),
    ],
  ];
}

/** Connection options that are no names, or odd ones. */
const OPTIONS: readonly (readonly [string, Outcome, string])[] = [
  ['close', 'last', 'Connection: close'],
  ['close in capitals', 'last', 'CONNECTION: CLOSE'],
  ['close in a list', 'last', 'Connection: x, close'],
  ['close and keep-alive', 'last', 'Connection: keep-alive, close'],
  ['close in the second line', 'last', 'Connection: x\r\nConnection: close'],
  ['close in quotes', 'forwarded', 'Connection: "close"'],
  ['close with a semicolon', 'forwarded', 'Connection: close;'],
  ['nothing', 'forwarded', 'Connection:'],
  ['only commas', 'forwarded', 'Connection: ,, ,'],
  ['Proxy-Connection', 'forwarded', 'Proxy-Connection: close'],
  ['Keep-Alive', 'forwarded', 'Keep-Alive: timeout=5, max=1'],
  ['a folded one', 400, 'Connection:\r\n close'],
  ['a space before the colon', 400, 'Connection : close'],
];

/** What is said of the connection, and what a client wants removed. */
export const connections: CaseClass<RequestCase> = {
  title: 'Connection',
  cases: [
    ...NAMED.flatMap(named),
    ...OPTIONS.map(
      ([name, outcome, line]): RequestCase => [
        name,
        outcome,
        post(LENGTH, line) + HIDDEN,
      ],
    ),
  ],
};
