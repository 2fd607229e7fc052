import { expect, test } from 'vitest';
import { HeaderList } from '../../shared/parser/index.ts';
import { UpstreamRequest } from '../../stages/features/upstream.ts';
import { createFence } from '../kit/fence.ts';
import { MIB } from '../kit/long-body.ts';
import { SECOND } from './hand-clock.ts';
import { AGREE } from './handshake.ts';
import { REQUEST, Reader, setUp } from './upstream-reader.ts';

/** A tunnel that both have ended, of which its origin has not read much. */
async function unreadTunnel() {
  const { origin, clock, upstreams } = await setUp();
  const upgrade = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
  ] as const;
  const head = { ...REQUEST.head, headers: new HeaderList(upgrade) };
  const asked = { ...REQUEST, head };
  const request = new UpstreamRequest(asked, new Reader(), upstreams);
  request.end(new HeaderList());
  const { end } = await origin.nextRequest();
  const fence = await createFence();
  end.send(AGREE);
  await fence();
  end.stopReading();
  const piece = Buffer.alloc(MIB / 4);
  const answers = Array.from({ length: 64 }, () => request.write(piece));
  request.end(new HeaderList());
  end.sendFin();
  await clock.isSetTo(30); // but it is not waited for without end
  // What came before the first no is with the kernel.
  const taken = answers.indexOf(false) * piece.length;
  return { clock, end, upstreams, taken };
}

test('4.629 what a tunnel still holds when both have ended arrives', async () => {
  const { end } = await unreadTunnel();
  end.readOn();
  expect(await end.receiveRest()).toHaveLength(16 * MIB);
});

for (const [when, isClosed] of [
  ['after its time', false],
  ['when all is closed', true],
] as const) {
  test(`4.741 what it still holds ${when} is cut off with RST`, async () => {
    const { clock, end, upstreams, taken } = await unreadTunnel();
    if (isClosed) upstreams.close();
    else clock.turn(30 * SECOND);
    end.readOn();
    await end.untilEnd();
    // Node 20 and 22 may take it for a FIN, but in front of one all would arrive.
    expect(end.received).toBeLessThan(taken);
  });
}
