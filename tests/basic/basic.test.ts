import { createProxy } from '../../stages/basic/proxy.ts';
import {
  goodbyeAfterOne,
  noHostNeeded,
  oneClientAtATime,
  upstreamUsedOnce,
} from './own-limits.ts';
import { basicSuite } from './suite.ts';

const stage = { number: 1, createProxy } as const;

basicSuite(stage);
oneClientAtATime(stage, '1.66');
goodbyeAfterOne(stage, '1.67');
noHostNeeded(stage, '1.68');
upstreamUsedOnce(stage, '1.69');
