import * as terminal from '../../shared/terminal/index.ts';
import { createProxy } from './proxy.ts';

const { port, upstream } = terminal.readCommandLine(terminal.basic);
const proxy = createProxy({ upstream, log: terminal.log });
await terminal.serve(proxy, terminal.basic, { port, upstream });
