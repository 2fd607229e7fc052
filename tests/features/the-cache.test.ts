import { createProxy } from '../../stages/features/proxy.ts';
import { cacheSuite } from './cache-suite.ts';

// A file of its own, so that it runs beside the others.

cacheSuite({ number: 4, createProxy });
