import { constants, gunzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { fieldOf } from './fields.ts';
import type { Fault } from './findings.ts';
import { bodyOf, markOf, versionOf } from './marks.ts';
import { resourceOf } from './resources.ts';
import { isShared, variantOf } from './sharing.ts';

/** Compares the body of a response of the origin's, or a part, byte by byte. */
export function judgeBody(asked: Asked, answer: Answer): Fault | undefined {
  const { status, pieces, isComplete } = answer;
  const isEmpty = asked.order.method === 'HEAD' || [204, 304].includes(status);
  if (isEmpty) return undefined; // read without a body, so there is none
  const expected = expectedBody(asked, answer);
  const got = decoded(answer, Buffer.concat(pieces));
  if (typeof got === 'string') return { invariant: 'bytes', expected: '', got };
  if (isComplete && got.equals(expected)) return undefined;
  const start = expected.subarray(0, got.length);
  if (!got.equals(start)) {
    const at = firstDifference(got, expected);
    return {
      invariant: 'bytes',
      expected: `${expected.length} bytes, at ${at}: ${quoted(expected, at)}`,
      got: `${got.length} bytes, at ${at}: ${quoted(got, at)}`,
    };
  }
  if (!isComplete) return undefined;
  const length = `${expected.length} bytes`;
  return { invariant: 'whole', expected: length, got: `${got.length}` };
}

function expectedBody(asked: Asked, answer: Answer): Buffer {
  const { order } = asked;
  const { fields, status } = answer;
  const { length } = resourceOf(order.target);
  const version = versionOf(fieldOf(fields, 'etag'));
  const mark = isShared(answer)
    ? markOf(order.target, variantOf(asked), version)
    : order.nonce;
  const all = bodyOf(mark, length);
  if (status !== 206) return all;
  const range = fieldOf(fields, 'content-range') ?? '';
  const [, first, last] = /^bytes (\d+)-(\d+)\/\d+$/.exec(range) ?? [];
  return all.subarray(Number(first ?? 0), Number(last ?? -1) + 1);
}

// The body without its coding, or what is wrong with it.
function decoded({ fields, isComplete }: Answer, body: Buffer) {
  const coding = fieldOf(fields, 'content-encoding');
  if (coding === undefined) return body;
  if (coding !== 'gzip') return `coded as ${coding}`;
  const finishFlush = isComplete ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    return body.length > 0 ? gunzipSync(body, { finishFlush }) : body;
  } catch (error) {
    return `no gzip (${error instanceof Error ? error.message : error})`;
  }
}

function firstDifference(one: Buffer, other: Buffer): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? Math.min(one.length, other.length) : at;
}

function quoted(bytes: Buffer, at: number): string {
  const text = bytes.subarray(at, at + 40).toString('latin1');
  return JSON.stringify(text);
}
