// A stage that finishes what runs before it ends, to see what the terminal
// does with one. It answers a request to its end once it has its whole body;
// with --ask it has a request of its own to finish, to an embedded origin.
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as terminal from '../../shared/terminal/index.ts';
import { startOrigin } from '../../tools/stage/embedded-origin.ts';
import { saidVoice } from '../../tools/stage/said-voice.ts';

const asksOrigin = process.argv.includes('--ask');
process.argv = process.argv.filter((arg) => arg !== '--ask');

const { port, upstream, options } = terminal.readCommandLine(
  terminal.features,
  { ...terminal.featureFlags, ...terminal.voiceFlags },
);
const voice = terminal.voiceOf(options.form, options.isQuiet);
const { log, access } = voice.logs;

const gateway = createServer((request, response) => {
  const { method = '', url = '' } = request;
  const target = decodeURI(url); // so that it can hold any character
  response.write('first half, ');
  log?.(`${method} ${target} 200`);
  request.resume().on('end', () => {
    response.end('second half');
    const record = { at: 0, method, target, status: 200, notes: ['hit'] };
    access?.(record);
  });
});

const originPort = asksOrigin ? await provideOrigin() : 0;

async function provideOrigin(): Promise<number> {
  const { isForPeople } = saidVoice(process.argv.slice(2));
  const news = await startOrigin(0, isForPeople, () => log?.('It has ended.'));
  return news.kind === 'listening' ? news.port : 0;
}

async function shutDown(): Promise<void> {
  if (asksOrigin) {
    const answer = await fetch(`http://${terminal.HOST}:${originPort}/text`);
    log?.(`The origin said ${answer.status}.`);
  }
  const closed = once(gateway, 'close');
  gateway.close();
  await closed;
}

const serving = { port, upstream, voice, shutDown };
await terminal.serve(gateway, terminal.features, serving);
