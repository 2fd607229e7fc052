import { createProxy } from '../../stages/basic/proxy.ts';
import { dubiousAnswers } from './answers.ts';
import { fuzz } from './fuzz.ts';
import { dubiousRequests } from './suite.ts';

const stage = { number: 1, createProxy } as const;

dubiousRequests(stage);
dubiousAnswers(stage);
fuzz(stage);
