import type { ServerResponse } from 'node:http';
import { type LiveRecord, type Seen, UNSEEN } from '../live-record.ts';
import type { WireEvent } from '../record.ts';
import { type News, type Setting, SHOWN_BYTES } from './messages.ts';

/** Events in one message. */
const MOST = 500;

/**
 * One page that looks on, by server-sent events. It gets the next message
 * when it says that it has drawn the last, and each is made when it is
 * sent. So a slow page gets few, with the newest in them; none of them
 * waits here, and the wire waits for nobody.
 */
export class Reader {
  readonly number: number;
  readonly #response: ServerResponse;
  readonly #live: LiveRecord;
  readonly #setting: () => Setting;
  #seen: Seen = UNSEEN;
  #shown: Setting | undefined;
  #isDrawing = false;

  constructor(
    number: number,
    response: ServerResponse,
    live: LiveRecord,
    setting: () => Setting,
  ) {
    this.number = number;
    this.#response = response;
    this.#live = live;
    this.#setting = setting;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    this.tell();
  }

  /** The page has drawn what it was sent. */
  drawn(): void {
    this.#isDrawing = false;
    this.tell();
  }

  /** Sends what is new, if the page can take it. */
  tell(): void {
    if (this.#isDrawing || this.#response.destroyed) return;
    const setting = this.#setting();
    const isSame = setting === this.#shown && !this.#live.hasNews(this.#seen);
    if (isSame) return;
    const changes = this.#live.changesSince(this.#seen, MOST);
    const news: News = {
      page: this.number,
      setting,
      isAnew: changes.isAnew,
      events: changes.events.map(([place, event]) => [place, shown(event)]),
      leftOut: changes.leftOut,
    };
    this.#seen = changes.seen;
    this.#shown = setting;
    this.#isDrawing = true;
    this.#response.write(`data: ${JSON.stringify(news)}\n\n`);
  }
}

/** As much of an event as a page shows. */
function shown(event: WireEvent): WireEvent {
  const { bytes = '', leftOut = 0 } = event;
  const more = bytes.length - SHOWN_BYTES;
  if (more <= 0) return event;
  return {
    ...event,
    bytes: bytes.slice(0, SHOWN_BYTES),
    leftOut: leftOut + more,
  };
}
