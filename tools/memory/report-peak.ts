/**
 * Loaded into a stage ahead of its main.ts: answers the question how much
 * memory it has used at most.
 *
 * @module
 */

process.on('message', () => {
  process.send?.(process.resourceUsage().maxRSS * 1024);
});

// The question comes over a channel that must not keep the stage alive.
process.channel?.unref();
