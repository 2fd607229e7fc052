import { createProxy } from '../../stages/features/proxy.ts';
import { dubiousAnswers } from './answers.ts';
import { fuzz } from './fuzz.ts';
import { dubiousRequests } from './suite.ts';

const stage = { number: 4, createProxy } as const;

dubiousRequests(stage);
dubiousAnswers(stage);
fuzz(stage);
