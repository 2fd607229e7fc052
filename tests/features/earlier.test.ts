import { createProxy } from '../../stages/features/proxy.ts';
import { basicSuite } from '../basic/suite.ts';
import { concurrencySuite } from '../concurrency/suite.ts';
import { keepaliveSuite } from '../keepalive/suite.ts';

// What the stages before it do, stage 4 does too. A file of its own, so that
// it runs beside the others.

const stage = { number: 4, createProxy } as const;

basicSuite(stage);
keepaliveSuite(stage);
concurrencySuite(stage);
