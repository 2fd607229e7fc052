import { paint } from '../../shared/terminal/index.ts';
import { visible } from '../../shared/terminal/visible.ts';
import { PIECES, PieceCounter, senderOf } from './pieces.ts';
import type { Sighting, WireEvent } from './record.ts';
import { type TextChartOptions, TextChartWriter } from './text-chart.ts';
import { latin1 } from './visible.ts';

/** After so many lines the three parties are named again. */
const PAGE = 40;

/** Bytes of one piece from which its line is made. */
const LOOK = 8 * 1024;

/** Bytes of one sender that had no line yet. */
interface Unshown {
  /** All bytes of the message so far that had one. */
  shown: number;
  unshown: number;
}

/**
 * A chart in the terminal, drawn while things happen: every piece that
 * passes is a line. Of a message in very many pieces the later ones share a
 * line each time its size has doubled. It remembers who is connected,
 * but not what was drawn.
 */
export class LiveText {
  readonly #chart: TextChartWriter;
  readonly #print: (line: string) => void;
  readonly #pieces = new PieceCounter();
  readonly #unshown = new Map<string, Unshown>();
  #lines = 0;

  /**
   * @param print - Takes one line, without its line end.
   */
  constructor(options: TextChartOptions, print: (line: string) => void) {
    this.#chart = new TextChartWriter(options);
    this.#print = print;
  }

  /** Draws what was just seen. */
  see(sighting: Sighting): void {
    const { bytes, ...what } = sighting;
    const piece = this.#pieces.see(sighting);
    if (piece === 1) this.#showRest(what);
    if (!bytes) {
      this.#draw(what);
    } else if (piece <= PIECES) {
      this.#count(what).shown += bytes.length;
      this.#draw({ ...what, ...sampleOf(bytes) });
    } else {
      const count = this.#count(what);
      count.unshown += bytes.length;
      if (count.unshown >= count.shown) this.#showSize(what, count);
    }
  }

  /** Prints what the program said, between the lines of the chart. */
  say(line: string): void {
    this.#print(paint.dim(visible(line)));
  }

  #count(what: WireEvent): Unshown {
    const sender = senderOf(what);
    const count = this.#unshown.get(sender) ?? { shown: 0, unshown: 0 };
    this.#unshown.set(sender, count);
    return count;
  }

  /** Says how much is left of the messages that are over by now. */
  #showRest({ hop, connection }: WireEvent): void {
    for (const from of ['peer', 'proxy'] as const) {
      const sender = { hop, connection, from, kind: 'bytes' } as const;
      const count = this.#unshown.get(senderOf(sender));
      this.#unshown.delete(senderOf(sender));
      if (count && count.unshown > 0) this.#showSize(sender, count);
    }
  }

  #showSize(what: WireEvent, count: Unshown): void {
    this.#draw({ ...what, bytes: '', leftOut: count.unshown });
    count.shown += count.unshown;
    count.unshown = 0;
  }

  #draw(event: WireEvent): void {
    if (this.#lines % PAGE === 0) this.#print(paint.bold(this.#chart.header()));
    this.#lines++;
    this.#print(colourOf(event)(this.#chart.line(event)));
  }
}

function sampleOf(
  bytes: Uint8Array,
): Pick<WireEvent, 'bytes'> & { leftOut?: number } {
  const leftOut = Math.max(0, bytes.length - LOOK);
  const sample = latin1(bytes.subarray(0, LOOK));
  return { bytes: sample, ...(leftOut > 0 && { leftOut }) };
}

/** Colours only help: the words say it too. */
function colourOf({ kind, hop }: WireEvent): (text: string) => string {
  if (kind === 'rst' || kind === 'refused') return paint.red;
  if (kind !== 'bytes') return paint.dim;
  return hop === 'client' ? paint.cyan : paint.magenta;
}
