import { describe, expect, test } from 'vitest';
import { head } from '../kit/bytes.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';

const { PROXY_COMMAND } = process.env;

const HINT =
  'Wait for room before the next answer, also behind one of your own: what is ' +
  'written and not read piles up in your memory.';

const OPEN_GET = head('GET / HTTP/1.1', 'Host: a.example');

/** More errors than the kernel holds. */
const MANY = 200_000;

/** What goes wrong again and again, and nobody reads it. */
export function unreadErrors(stage: Stage, number: string): void {
  describe('errors that nobody reads', { meta: { hint: HINT } }, () => {
    // They are counted as the stage tells of them.
    test.skipIf(PROXY_COMMAND)(
      `${number} who does not read its errors is not given them all`,
      async () => {
        let count = 0;
        const { origin, proxy, connect, fence } = await scene({
          ...stage,
          createProxy: ({ log, ...options }) =>
            stage.createProxy({
              ...options,
              log: (line) => {
                log?.(line);
                if (line.startsWith('502')) count++;
              },
            }),
        });
        await origin.goDown();
        const client = await connect();
        client.stopReading();
        client.send(OPEN_GET.repeat(MANY));
        await proxy.says(/502/);
        for (let before = 0; before < count; ) {
          before = count;
          await fence(50); // longer than one error takes
        }
        expect(count, 'errors').toBeLessThan(MANY);
      },
    );
  });
}
