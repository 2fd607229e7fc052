import * as terminal from '../../shared/terminal/index.ts';
import { createProxy } from './proxy.ts';

const { port, upstreams, options } = terminal.readCommandLine(
  terminal.features,
  { ...terminal.featureFlags, ...terminal.voiceFlags },
);
const { form, isQuiet, cert, key, ...more } = options;
const { limits = [], timeouts = [], ...settings } = more;
const tls = terminal.tlsOption({ cert, key });
const voice = terminal.voiceOf(form, isQuiet);
const proxy = createProxy({
  ...settings,
  ...voice.logs,
  ...tls,
  upstream: upstreams,
  limits: Object.fromEntries(limits),
  timeouts: Object.fromEntries(timeouts),
});
await terminal.serve(proxy, terminal.features, {
  port,
  upstream: upstreams,
  scheme: tls.tls ? 'https' : 'http',
  voice,
  shutDown: () => proxy.shutDown(),
  cutOff: () => proxy.cutOff(),
});
