/**
 * Is what a proxy passes on what was sent? Load is no test: who only counts
 * bytes takes any. So before a proxy is timed, it is asked once by a client
 * that looks at all, and that stops reading now and then.
 *
 * @module
 */

import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { HOST } from '../../shared/terminal/index.ts';
import { contentOf, hashOf, PIECE, pieceOf } from './contents.ts';
import { Cutter, type Start } from './cutter.ts';
import { requestFor, type Turn } from './turn.ts';

/** Between two pauses of the reader, in bytes. */
const STRIDE = 300_000;

/** How long a pause lasts, in milliseconds. */
const PAUSE = 3;

/** How long an answer may take, in milliseconds. */
const LONGEST = 60_000;

/**
 * Asks a proxy what a turn asks; what may be cached twice, since then the
 * second answer comes from the cache.
 *
 * @returns what is wrong, in a few words; nothing if all is well.
 */
export async function verify(port: number, turn: Turn): Promise<string> {
  const first = await verifyOnce(port, turn);
  if (first || !turn.path.startsWith('/hit')) return first;
  return verifyOnce(port, turn);
}

async function verifyOnce(port: number, turn: Turn): Promise<string> {
  const isUpload = turn.upload > 0;
  const asked = { ...turn, ...(isUpload && { path: '/up-hash' }) };
  const path = turn.keys > 0 ? `${turn.path}0` : turn.path;
  const content = contentOf(isUpload ? `/body/${turn.upload}` : path);
  try {
    const answer = await ask(port, asked);
    if (!/^HTTP\/1\.1 200\b/.test(answer.start.line)) return answer.start.line;
    const isCoded = /\r\ncontent-encoding: *gzip/i.test(answer.start.text);
    const wantsCoded = turn.fields.includes('gzip');
    if (isCoded !== wantsCoded) return isCoded ? 'gzipped' : 'not gzipped';
    const body = isCoded ? gunzipSync(answer.body) : answer.body;
    const got = isUpload ? body.toString('latin1') : sha256(body);
    if (got === hashOf(content)) return '';
    return `other bytes than were sent (${body.length} of them)`;
  } catch (error) {
    return error instanceof Error ? error.message : 'no answer';
  }
}

interface Answer {
  readonly start: Start;
  readonly body: Buffer;
}

async function ask(port: number, turn: Turn): Promise<Answer> {
  const socket = connect({ host: HOST, port, noDelay: true });
  const late = setTimeout(() => {
    socket.destroy(new Error('no answer in a minute'));
  }, LONGEST);
  try {
    const answer = answerOn(socket);
    socket.write(requestFor(turn, 0));
    for (let at = 0; at < turn.upload; at += PIECE) {
      socket.write(pieceOf(contentOf(`/body/${turn.upload}`), at));
    }
    return await answer;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

function answerOn(socket: Socket): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let untilPause = STRIDE;
    const cutter = new Cutter('responses', {
      onBody: (bytes) => void pieces.push(Buffer.from(bytes)),
      onMessage: (start) => resolve({ start, body: Buffer.concat(pieces) }),
    });
    socket.on('data', (bytes) => {
      cutter.cut(bytes);
      untilPause -= bytes.length;
      if (untilPause > 0) return;
      untilPause = STRIDE;
      socket.pause();
      setTimeout(() => socket.resume(), PAUSE);
    });
    socket.on('end', () => cutter.close());
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('cut short')));
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
