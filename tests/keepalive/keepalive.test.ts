import { createProxy } from '../../stages/keepalive/proxy.ts';
import {
  noHostNeeded,
  oneClientAtATime,
  upstreamUsedOnce,
} from '../basic/own-limits.ts';
import { basicSuite } from '../basic/suite.ts';
import { idleClientBlocks, keepaliveSuite } from './suite.ts';
import { unreadErrors } from './unread-errors.ts';

const stage = { number: 2, createProxy } as const;

// What is simple first: of all that fails, the first is shown in full.
basicSuite(stage);
keepaliveSuite(stage);
oneClientAtATime(stage, '2.26');
idleClientBlocks(stage, '2.27');
noHostNeeded(stage, '2.28');
upstreamUsedOnce(stage, '2.29');
unreadErrors(stage, '2.31');
