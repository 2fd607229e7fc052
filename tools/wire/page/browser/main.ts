/**
 * The script of the live page.
 *
 * @module
 */

import { readRecord } from '../../check-record.ts';
import type { WireRecord } from '../../record.ts';
import type { News } from '../messages.ts';
import { Chart } from './chart.ts';
import { byId, post } from './elements.ts';
import { LiveCopy } from './live-copy.ts';
import { onStage, showSetting } from './setting.ts';

/** Bytes of a file that may be a record. */
const MOST = 64 * 1024 * 1024;

const chart = new Chart();
const live = new LiveCopy();
const pause = byId('pause', HTMLButtonElement);
const file = byId('file', HTMLInputElement);
const status = byId('status', HTMLElement);
const problem = byId('problem', HTMLElement);

/** A record out of a file, which is shown instead of the live one. */
let opened: WireRecord | undefined;
/** What was on the wire when the picture was stopped. */
let stopped: WireRecord | undefined;

function draw(): void {
  const record = opened ?? stopped ?? live.record;
  const hasEvents = record.events.length > 0;
  byId('hint', HTMLElement).hidden = hasEvents;
  byId('figure', HTMLElement).hidden = !hasEvents;
  chart.draw(record);
  byId('earlier', HTMLButtonElement).hidden = chart.first === 0;
  byId('later', HTMLButtonElement).hidden = chart.isNewest;
  byId('back', HTMLButtonElement).hidden = !opened;
  byId('title', HTMLElement).textContent = opened?.title ?? chart.title;
  for (const id of ['pause', 'clear', 'save']) {
    byId(id, HTMLElement).hidden = opened !== undefined;
  }
  status.textContent = wordsFor(record);
}

function wordsFor({ events, leftOut }: WireRecord): string {
  const words = [events.length === 1 ? '1 event' : `${events.length} events`];
  if (chart.first > 0) words.push(`shown from ${chart.first + 1} on`);
  if (leftOut > 0)
    words.push(`full, ${leftOut} more not kept: Clear makes room`);
  if (stopped && !opened) {
    const more = live.record.events.length - stopped.events.length;
    words.push(`paused, ${more} more since`);
  }
  return words.join('; ');
}

function say(words: string): void {
  problem.textContent = words;
  problem.hidden = !words;
}

/** Calls once for all that comes before the screen is painted. */
let isDue = false;
function drawSoon(then: () => void): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
    then();
  });
}

function listen(): void {
  const source = new EventSource('/news');
  source.addEventListener('message', ({ data }) => {
    const news = JSON.parse(data) as News;
    showSetting(news.setting);
    if (news.isAnew) stop(undefined);
    if (news.isAnew && !opened) chart.reset();
    live.take(news);
    say('');
    drawSoon(() => act(post(`/drawn?number=${news.page}`)));
  });
  source.addEventListener('error', () => {
    say('The wire is not there any more. What it has shown stays here.');
  });
}

/** Keeps a picture as it is, or lets it go on. */
function stop(at: WireRecord | undefined): void {
  stopped = at;
  pause.setAttribute('aria-pressed', String(stopped !== undefined));
  pause.textContent = stopped ? 'Go on' : 'Pause';
}

async function open(): Promise<void> {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  // Else choosing the same file again would be no change.
  const clear = (): void => {
    file.value = '';
  };
  if (chosen.size > MOST) throw new Error('This file is too long.');
  const record = readRecord(await chosen.text().finally(clear));
  opened = { ...record, title: record.title || chosen.name };
  chart.reset();
  say('');
  draw();
}

function act(work: Promise<void>): void {
  work.catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
  });
}

function onClick(id: string, work: () => void): void {
  byId(id, HTMLElement).addEventListener('click', work);
}

onClick('pause', () => {
  stop(stopped ? undefined : live.record);
  draw();
});
onClick('clear', () => act(post('/clear')));
onClick('earlier', () => {
  chart.turn(-1);
  draw();
});
onClick('later', () => {
  chart.turn(1);
  draw();
});
onClick('back', () => {
  opened = undefined;
  chart.reset();
  draw();
});
for (const view of ['sequence', 'timeline']) {
  byId(view, HTMLInputElement).addEventListener('change', () => {
    chart.isTimeline = view === 'timeline';
    draw();
  });
}
onStage(act);
file.addEventListener('change', () => act(open()));
listen();
