// Starts a program for a port of its own: writes its configuration, and runs
// it. No shell does that, since those of Windows could not.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [template, program, ...args] = process.argv.slice(2);
const { PROXY_PORT, UPSTREAM_PORT } = process.env;
const conf = `${template}.${PROXY_PORT}`;

const filledIn = (text) =>
  text
    .replaceAll('UPSTREAM_PORT', UPSTREAM_PORT)
    .replaceAll('PROXY_PORT', PROXY_PORT)
    .replaceAll('CONF', conf);

writeFileSync(conf, filledIn(readFileSync(template, 'utf8')));
const child = spawn(program, args.map(filledIn), {
  env: { ...process.env, HOME: `${conf}.home` },
  stdio: 'inherit',
});
child.on('exit', (status) => process.exit(status ?? 1));
