import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/**
 * Gives all threads that compress something to do. Until that is done, no
 * encoder comes to what it is given.
 */
export async function keepThreadsBusy(): Promise<void> {
  const tasks = Array.from({ length: 8 }, () =>
    derive('word', 'salt', 200_000, 32, 'sha256'),
  );
  await Promise.all(tasks);
}
