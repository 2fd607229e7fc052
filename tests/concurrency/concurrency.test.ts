import { createProxy } from '../../stages/concurrency/proxy.ts';
import { backpressure } from '../basic/backpressure.ts';
import { noHostNeeded, upstreamUsedOnce } from '../basic/own-limits.ts';
import { basicSuite } from '../basic/suite.ts';
import { keepaliveSuite } from '../keepalive/suite.ts';
import { MIB } from '../kit/long-body.ts';
import { concurrencySuite } from './suite.ts';

const stage = { number: 3, createProxy } as const;

// What is simple first: of all that fails, the first is shown in full.
basicSuite(stage);
keepaliveSuite(stage);
concurrencySuite(stage);
backpressure(stage, '3.12', 256 * MIB);
noHostNeeded(stage, '3.13');
upstreamUsedOnce(stage, '3.14');
