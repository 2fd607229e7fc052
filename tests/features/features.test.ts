import { createProxy } from '../../stages/features/proxy.ts';
import { connections } from './connections.ts';
import { deadlines } from './deadlines.ts';
import { featuresSuite } from './suite.ts';
import { upgrades } from './upgrades.ts';

const stage = { number: 4, createProxy } as const;

featuresSuite(stage);
connections(stage);
deadlines(stage);
upgrades(stage);
