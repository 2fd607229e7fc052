import { parseList } from 'structured-headers';
import { describe, expect, test } from 'vitest';
import {
  addCacheStatus,
  noteOf,
} from '../../../stages/features/cache/rules/cache-status.ts';
import { linesOf, responseOf } from './heads.ts';

/** What the cache did, and what it says of that. */
const STATUSES = [
  ['2.1', {}, 'hit'],
  ['2.6', { timeToLive: 10 }, 'hit; ttl=10'],
  ['2.6', { timeToLive: 9.9 }, 'hit; ttl=9'],
  ['2.6', { timeToLive: 0 }, 'hit; ttl=0'],
  ['2.6', { timeToLive: -0.5 }, 'hit; ttl=-1'],
  ['2.6', { timeToLive: -412 }, 'hit; ttl=-412'],
  ['2.2', { forwarded: 'bypass' }, 'fwd=bypass'],
  ['2.2', { forwarded: 'method' }, 'fwd=method'],
  ['2.2', { forwarded: 'vary-miss' }, 'fwd=vary-miss'],
  [
    '2.3',
    { forwarded: 'stale', upstreamStatus: 304 },
    'fwd=stale; fwd-status=304',
  ],
  ['2.5', { forwarded: 'uri-miss', isStored: true }, 'fwd=uri-miss; stored'],
  ['2.5', { forwarded: 'uri-miss', isStored: false }, 'fwd=uri-miss'],
  [
    '2.6',
    { forwarded: 'uri-miss', isCollapsed: true },
    'fwd=uri-miss; collapsed',
  ],
  [
    '2',
    {
      forwarded: 'stale',
      upstreamStatus: 200,
      isStored: true,
      isCollapsed: true,
      timeToLive: 5,
    },
    'fwd=stale; fwd-status=200; stored; collapsed; ttl=5',
  ],
] as const;

/** What the cache did, and the word for it in the log. */
const NOTES = [
  [{ forwarded: 'method' }, []],
  [{ forwarded: 'bypass' }, []],
  [{ forwarded: 'uri-miss' }, ['miss']],
  [{ forwarded: 'uri-miss', isStored: true, timeToLive: 9 }, ['miss']],
  [{ forwarded: 'stale', isStored: true, timeToLive: 9 }, ['miss']],
  [{ forwarded: 'uri-miss', isCollapsed: true, timeToLive: 9 }, ['collapsed']],
  [{ forwarded: 'stale', upstreamStatus: 304, timeToLive: 9 }, ['revalidated']],
  [{ forwarded: 'stale', upstreamStatus: 503, timeToLive: -9 }, ['stale']],
  [{ forwarded: 'request', upstreamStatus: 503, timeToLive: 9 }, ['stale']],
  [{ timeToLive: 1 }, ['hit']],
  [{ timeToLive: 0 }, ['stale']],
] as const;

describe('4.221 Cache-Status', () => {
  for (const [status, notes] of NOTES) {
    test(`4.854 ${JSON.stringify(status)}: ${notes}`, () => {
      expect(noteOf(status)).toEqual(notes);
    });
  }

  for (const [section, status, text] of STATUSES) {
    test(`4.221 9211 ${section} ${text}`, () => {
      const head = responseOf([], 203);
      addCacheStatus(head, status);
      expect(linesOf(head)).toEqual([`Cache-Status: workbook; ${text}`]);
      expect(parseList(head.headers.get('Cache-Status')!)).toHaveLength(1);
    });
  }

  test('4.221 9211 2.3 no status that the client sees itself', () => {
    const head = responseOf();
    addCacheStatus(head, { forwarded: 'stale', upstreamStatus: 200 });
    expect(linesOf(head)).toEqual(['Cache-Status: workbook; fwd=stale']);
  });

  test('4.221 9211 2 it stands behind what the caches before us say', () => {
    const head = responseOf(['Cache-Status: origin; hit']);
    addCacheStatus(head, {});
    const value = 'origin; hit, workbook; hit';
    expect(head.headers.get('Cache-Status')).toBe(value);
  });
});
