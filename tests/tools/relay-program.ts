import { fileURLToPath } from 'node:url';

const RELAY = new URL('fixtures/relay.mjs', import.meta.url);

/**
 * The command line of a program that keeps PROXY_PORT and UPSTREAM_PORT. It is
 * a file, since for the shell of Windows a command ends where a line does.
 */
export const RELAY_PROGRAM = [process.execPath, fileURLToPath(RELAY)];
