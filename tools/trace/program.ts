import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Somebody's program, running. */
export interface Program {
  /** Its exit status, once it has ended; 1 if a signal ended it. */
  readonly status: Promise<number>;
  /** Ends it, and what it has started. */
  end(): void;
}

/**
 * Starts a program. It ends when this process does.
 *
 * @param command - One text for the shell, or a program and its arguments.
 * @param variables - To be added to its environment.
 * @param say - Told each line that it writes, on whichever of its outputs.
 */
export function startProgram(
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Program {
  const child = spawn(shellLine(command), {
    shell: true,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A shell may start more processes; as a group they can be ended together.
    detached: process.platform !== 'win32',
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input, crlfDelay: Infinity }).on('line', say);
  }
  const end = (): void => {
    const { exitCode, pid, signalCode } = child;
    const isRunning = pid && exitCode === null && signalCode === null;
    if (isRunning) endGroup(pid, 'SIGTERM');
  };
  process.once('exit', end);
  const status = once(child, 'close').then(([code]) => Number(code ?? 1));
  return { status, end };
}

/** The command as one types it; a single word is taken for the whole of it. */
function shellLine(command: readonly string[]): string {
  if (command.length === 1) return command[0]!;
  return command.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (process.platform === 'win32') return `"${word.replaceAll('"', '""')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Ends a program when Ctrl-C has come, and waits for its end. On Windows all
 * who have the console have had Ctrl-C, and more would kill who is finishing.
 */
export async function endOnCtrlC(
  program: Program,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform !== 'win32') program.end();
  await program.status;
}

/** Ends a process that leads a group, and all others of that group. */
export function endGroup(
  pid: number,
  signal: NodeJS.Signals,
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has ended just now: that is what was wanted. As long as nobody has
    // asked how, macOS says EPERM.
    const { code } = error as NodeJS.ErrnoException;
    const isOver = code === 'ESRCH';
    if (!isOver && !(code === 'EPERM' && platform === 'darwin')) throw error;
  }
}
