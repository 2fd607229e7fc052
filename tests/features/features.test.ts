import { createProxy } from '../../stages/features/proxy.ts';
import { featuresSuite } from './suite.ts';

featuresSuite({ number: 4, createProxy });
