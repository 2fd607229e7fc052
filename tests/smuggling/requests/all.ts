import type { CaseClass, RequestCase } from '../case.ts';
import { bodies, hopByHop } from './bodies.ts';
import { chunkedBodies } from './chunks.ts';
import { connections } from './connection.ts';
import { contentLength } from './content-length.ts';
import { controls, fieldNames, lineEnds } from './lines.ts';
import { hosts, requestLines } from './target.ts';
import { transferEncoding } from './transfer-encoding.ts';

/** Every class of dubious requests. */
export const requestClasses: readonly CaseClass<RequestCase>[] = [
  transferEncoding,
  contentLength,
  chunkedBodies,
  lineEnds,
  controls,
  fieldNames,
  hosts,
  requestLines,
  connections,
  hopByHop,
  bodies,
];
