import { createProxy } from '../../stages/features/proxy.ts';
import { basicSuite } from '../basic/suite.ts';
import { concurrencySuite } from '../concurrency/suite.ts';
import { keepaliveSuite } from '../keepalive/suite.ts';
import { featuresSuite } from './suite.ts';

const stage = { number: 4, createProxy } as const;

featuresSuite(stage);
concurrencySuite(stage);
keepaliveSuite(stage);
basicSuite(stage);
