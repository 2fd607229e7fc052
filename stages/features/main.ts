import * as terminal from '../../shared/terminal/index.ts';
import { createProxy } from './proxy.ts';

const { port, upstreams, options } = terminal.readCommandLine(
  terminal.features,
  terminal.featureFlags,
);
const proxy = createProxy({
  ...options,
  upstream: upstreams,
  limits: Object.fromEntries(options.limits ?? []),
  timeouts: Object.fromEntries(options.timeouts ?? []),
  log: terminal.log,
});
await terminal.serve(proxy, terminal.features, { port, upstream: upstreams });
