/**
 * Loaded into a stage ahead of its main.ts, with `--expose-gc`: answers the
 * question how much memory it still uses once all that is not needed is gone.
 *
 * @module
 */

process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});

// The question comes over a channel that must not keep the stage alive.
process.channel?.unref();
