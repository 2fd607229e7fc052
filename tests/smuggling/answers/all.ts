import type { AnswerCase, CaseClass } from '../case.ts';
import { brokenChunks, interims, strayBytes } from './bodies.ts';
import { framedTwice } from './framing.ts';
import { heads } from './heads.ts';

/** Every class of dubious responses. */
export const answerClasses: readonly CaseClass<AnswerCase>[] = [
  framedTwice,
  heads,
  brokenChunks,
  strayBytes,
  interims,
];
