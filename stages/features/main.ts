import * as terminal from '../../shared/terminal/index.ts';
import { createProxy } from './proxy.ts';

const { port, upstream, options } = terminal.readCommandLine(
  terminal.features,
  terminal.featureFlags,
);
const proxy = createProxy({ upstream, log: terminal.log, ...options });
await terminal.serve(proxy, terminal.features, { port, upstream });
