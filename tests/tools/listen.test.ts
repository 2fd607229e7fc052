import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listen } from '../../shared/terminal/index.ts';
import { open } from '../../tools/origin/open.ts';
import { createOrigin } from '../../tools/origin/origin.ts';
import { close } from '../kit/listen.ts';

/** Has the system refuse a server the port that it asks for first. */
function keepBackFrom(server: Server): Server {
  vi.spyOn(server, 'listen').mockImplementationOnce(() => {
    const error = Object.assign(new Error('no'), { code: 'EACCES' });
    process.nextTick(() => server.emit('error', error));
    return server;
  });
  return server;
}

test.each([
  [80, 'needs special rights: choose another with --port, as in --port 8001.'],
  [9000, 'is kept back by the system: choose another with --port, as in'],
])('port %i %s', async (port, sentence) => {
  const listening = listen(keepBackFrom(createServer()), port);
  await expect(listening).rejects.toThrow(`Port ${port} ${sentence}`);
});

test('an embedded origin whose port is kept back has another', async () => {
  const origin = createOrigin(() => {});
  keepBackFrom(origin);
  onTestFinished(() => close(origin));
  const news = await open(origin, 9000);
  expect(news).toMatchObject({ kind: 'listening' });
  expect(news).not.toMatchObject({ port: 9000 });
});
