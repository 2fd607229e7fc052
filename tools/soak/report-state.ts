/**
 * Loaded into a stage ahead of its main.ts: answers the question how much
 * memory it takes, and how many sockets it has open.
 *
 * @module
 */

import { readdirSync, readlinkSync } from 'node:fs';

/** What a stage holds at one moment. */
export interface State {
  /** In bytes, after a garbage collection: objects. */
  readonly heap: number;
  /** In bytes, likewise: buffers. */
  readonly buffers: number;
  /** In bytes: all of the process. */
  readonly rss: number;
  /** The most that the process has ever taken, in bytes. */
  readonly peak: number;
  /** Sockets that Node knows of; those that listen are not among them. */
  readonly sockets: number;
  /** Sockets that the kernel knows of; `undefined` where it does not tell. */
  readonly descriptors?: number;
}

process.on('message', () => {
  globalThis.gc?.();
  process.send?.(stateOf());
});

// The question comes over a channel that must not keep the stage alive.
process.channel?.unref();

function stateOf(): State {
  const { heapUsed, external, rss } = process.memoryUsage();
  const descriptors = countDescriptors();
  const resources = process.getActiveResourcesInfo();
  return {
    heap: heapUsed,
    buffers: external,
    rss,
    peak: process.resourceUsage().maxRSS * 1024,
    sockets: resources.filter((name) => name === 'TCPSocketWrap').length,
    ...(descriptors === undefined ? {} : { descriptors }),
  };
}

function countDescriptors(): number | undefined {
  const folder = '/proc/self/fd';
  if (process.platform !== 'linux') return undefined;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      return false; // the one with which the folder was read
    }
  }).length;
}
