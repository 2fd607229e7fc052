import { onTestFinished } from 'vitest';
import { createPageServer } from '../../tools/wire/page/server.ts';
import { runStages } from '../../tools/wire/page/wire.ts';
import { Recorder } from '../../tools/wire/record.ts';
import { clientEnd, connectTo } from '../kit/client.ts';
import { HOST, listen } from '../kit/listen.ts';
import { Origin } from '../kit/origin.ts';
import type { WireEnd } from '../kit/wire-end.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

/** What `npm run wire` starts, in this process. */
export interface Wire {
  /** Of the page. */
  readonly url: string;
  /** Where clients connect. */
  readonly port: number;
  connect(): Promise<WireEnd>;
}

/** Starts a wire, with its page, in front of an origin that answers. */
export async function aWire(stage = 3): Promise<Wire> {
  const origin = await Origin.start(new Recorder());
  origin.answer({ bytes: OK, ending: 'FIN' });
  const upstream = { host: HOST, port: origin.port };
  const ends = { port: 0, upstream, note: '' };
  const wire = await runStages(stage, ends, () => {});
  const server = createPageServer(wire);
  const pagePort = await listen(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    wire.close();
    await origin.goDown();
  });
  const port = Number(wire.setting().clients.split(':')[1]);
  const connect = async (): Promise<WireEnd> => {
    const end = await clientEnd(connectTo(port), 'A', new Recorder());
    onTestFinished(() => end.destroy());
    return end;
  };
  return { url: `http://${HOST}:${pagePort}/`, port, connect };
}
