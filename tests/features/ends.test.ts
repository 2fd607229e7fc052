import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createProxy } from '../../stages/features/proxy.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { head, postHead } from '../kit/bytes.ts';
import { clientEnd, connectTo } from '../kit/client.ts';
import { close, HOST, listen } from '../kit/listen.ts';
import { receiveResponse } from '../kit/message.ts';

// Node 20 and 22 cannot tell the one from the other, so there both are a reset.
const isHeard = Number.parseInt(process.versions.node, 10) >= 24;
const isLinux = process.platform === 'linux';

test.skipIf(!isHeard || !isLinux)(
  '4.787 a reset right behind an end takes nothing back',
  async () => {
    // Such is an origin that closes, and has not read all of the request.
    const origin = createServer((socket) => {
      socket.write(`${head('HTTP/1.1 200 OK')}whole`);
      socket.end(() => socket.resetAndDestroy());
    });
    const proxy = createProxy({
      upstream: { host: HOST, port: await listen(origin) },
    });
    const port = await listen(proxy);
    onTestFinished(async () => {
      await close(origin);
      await close(proxy);
    });
    const client = await clientEnd(connectTo(port), 'A', new Recorder());
    onTestFinished(() => client.destroy());
    client.send(`${postHead('Content-Length: 4')}body`);
    expect((await receiveResponse(client)).body).toBe('whole');
  },
);
