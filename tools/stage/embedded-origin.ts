import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OriginNews } from '../origin/open.ts';

const PROGRAM = new URL('../origin/embedded.ts', import.meta.url);

/** What came of it: `ended` if the origin gave up for another reason. */
export type OriginStart = OriginNews | { readonly kind: 'ended' };

/**
 * Starts the origin as a process of its own, which ends when this one does,
 * however it does.
 *
 * @param port - 0 for one that is free.
 * @param isHeard - Whether its log is to be seen.
 * @param onEnd - Called if an origin that listened has ended.
 * @returns when it listens, or cannot.
 */
export function startOrigin(
  port: number,
  isHeard: boolean,
  onEnd: () => void,
): Promise<OriginStart> {
  const origin = fork(fileURLToPath(PROGRAM), [String(port)], {
    // Named in full, since Node looks for `tsx` from where one happens to be.
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', isHeard ? 'inherit' : 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    origin.once('error', reject);
    origin.once('exit', () => resolve({ kind: 'ended' }));
    origin.once('message', (news: OriginNews) => {
      if (news.kind === 'listening') origin.once('exit', onEnd);
      else origin.disconnect();
      resolve(news);
    });
  });
}
