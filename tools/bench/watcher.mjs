// Ends the proxies of a bench that was killed and could not end them itself:
// then its standard input ends. It says there who runs, and with a minus who
// has ended.
import { createInterface } from 'node:readline';

const running = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line);
  if (pid > 0) running.add(pid);
  else running.delete(-pid);
}
for (const pid of running) {
  try {
    process.kill(pid);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended just now
  }
}
