import type { WireRecord } from '../../record.ts';
import { sequenceSvg, timelineSvg } from '../../svg-chart.ts';
import { showDetails, spoken } from './details.ts';
import { byId } from './elements.ts';

/** Events from one sheet to the next; a sheet shows twice as many. */
const STEP = 100;

/** Pixels from which the wide drawing fits; as in wire.css. */
const WIDE = 660;

/** Pixels from the bottom that still count as being there. */
const NEAR = 48;

const figure = byId('figure', HTMLElement);
const box = byId('chart', HTMLElement);

/** The drawing. It remembers which event is chosen, and which are shown. */
export class Chart {
  /** Draw who waits for whom, and not what was sent? */
  isTimeline = false;
  #record: WireRecord = { title: '', events: [], leftOut: 0 };
  /** Of the sheet that is shown, the first event; the newest if undefined. */
  #sheet: number | undefined;
  #chosen: number | undefined;

  constructor() {
    box.addEventListener('pointerover', (at) => this.#pointAt(at.target));
    box.addEventListener('pointerleave', () => this.#show(this.#chosen));
    box.addEventListener('focusin', (at) => this.#choose(at.target));
    box.addEventListener('click', (at) => this.#choose(at.target));
    box.addEventListener('keydown', (key) => this.#move(key));
    box.addEventListener('scroll', keepHead);
    new ResizeObserver(() => this.draw(this.#record)).observe(figure);
  }

  /** What there is to see. */
  get title(): string {
    if (!this.isTimeline) return 'What passes';
    return 'Who waits for whom, from event to event';
  }

  /** The first event that is shown, counted from 0. */
  get first(): number {
    return this.#sheet ?? this.#newest;
  }

  /** Is the newest sheet shown? */
  get isNewest(): boolean {
    return this.first === this.#newest;
  }

  /** Shows the sheet before, or the one behind. */
  turn(by: -1 | 1): void {
    const first = Math.max(0, this.first + by * STEP);
    this.#sheet = first >= this.#newest ? undefined : first;
    this.draw(this.#record);
  }

  /** Forgets what was chosen: another record comes. */
  reset(): void {
    this.#chosen = undefined;
    this.#sheet = undefined;
    showDetails();
  }

  /** Draws a record, or a part of it if it is long. */
  draw(record: WireRecord): void {
    const hadFocus = box.contains(document.activeElement);
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    this.#record = record;
    const events = record.events.slice(this.first, this.first + 2 * STEP);
    const draw = this.isTimeline ? timelineSvg : sequenceSvg;
    const narrow = figure.clientWidth - 20 < WIDE;
    const part = { ...record, events };
    box.innerHTML = draw(part, { id: 'wire', narrow });
    this.#makeReachable();
    if (hadFocus) this.#focus(this.#chosen ?? this.first);
    else if (isAtEnd) box.scrollTop = box.scrollHeight;
    keepHead();
  }

  get #newest(): number {
    const { length } = this.#record.events;
    return Math.max(0, Math.floor((length - 1) / STEP) - 1) * STEP;
  }

  get #events(): SVGElement[] {
    return [...box.querySelectorAll<SVGElement>('.wire-event')];
  }

  /** A drawing is no list for a keyboard until it is told so. */
  #makeReachable(): void {
    const svg = box.querySelector('svg');
    svg?.setAttribute('role', 'listbox');
    svg?.removeAttribute('aria-describedby');
    svg?.querySelector('desc')?.remove();
    for (const [at, event] of this.#events.entries()) {
      const place = this.first + at;
      event.setAttribute('role', 'option');
      event.setAttribute(
        'aria-label',
        spoken(this.#record.events[place]!, place),
      );
      event.querySelector('title')?.remove();
    }
    this.#mark();
  }

  /** One event takes part in the Tab order: the chosen one, or the first. */
  #mark(): void {
    const events = this.#events;
    const chosen = (this.#chosen ?? -1) - this.first;
    const inTabOrder = events[chosen] ? chosen : 0;
    for (const [at, event] of events.entries()) {
      event.setAttribute('tabindex', at === inTabOrder ? '0' : '-1');
      event.setAttribute('aria-selected', String(at === chosen));
    }
  }

  #placeOf(target: EventTarget | null): number | undefined {
    const event = target instanceof Element && target.closest('.wire-event');
    const at = event ? this.#events.indexOf(event as SVGElement) : -1;
    return at < 0 ? undefined : this.first + at;
  }

  #pointAt(target: EventTarget | null): void {
    this.#show(this.#placeOf(target) ?? this.#chosen);
  }

  #choose(target: EventTarget | null): void {
    const place = this.#placeOf(target);
    if (place === undefined) return;
    this.#chosen = place;
    this.#mark();
    this.#show(place);
  }

  #show(place: number | undefined): void {
    const event = place === undefined ? undefined : this.#record.events[place];
    showDetails(event, place);
  }

  #move(key: KeyboardEvent): void {
    const last = this.#events.length - 1;
    const at = (this.#placeOf(document.activeElement) ?? 0) - this.first;
    const [back, on] = this.isTimeline
      ? ['ArrowLeft', 'ArrowRight']
      : ['ArrowUp', 'ArrowDown'];
    const targets = new Map([
      [back, Math.max(0, at - 1)],
      [on, Math.min(last, at + 1)],
      ['Home', 0],
      ['End', last],
    ]);
    const target = targets.get(key.key);
    if (target === undefined) return;
    key.preventDefault();
    this.#focus(this.first + target);
  }

  #focus(place: number): void {
    this.#events[place - this.first]?.focus();
  }
}

/** The names of the columns stay in sight, however far down one looks. */
function keepHead(): void {
  const svg = box.querySelector('svg');
  const pixels = svg?.getScreenCTM()?.d ?? 1; // to one unit of the drawing
  const head = svg?.querySelector('.wire-head');
  head?.setAttribute('transform', `translate(0 ${box.scrollTop / pixels})`);
}
