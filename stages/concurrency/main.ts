import * as terminal from '../../shared/terminal/index.ts';
import { createProxy } from './proxy.ts';

const { port, upstream } = terminal.readCommandLine(terminal.concurrency);
const proxy = createProxy({ upstream, log: terminal.log });
await terminal.serve(proxy, terminal.concurrency, { port, upstream });
