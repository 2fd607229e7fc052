import { News } from './news.ts';

/** What a proxy writes for people to read. */
export class Terminal {
  /** All of it, so far. */
  text = '';
  readonly #news = new News();

  write(text: string): void {
    this.text += text;
    this.#news.tell();
  }

  /** Waits until something of this form has been written. */
  async says(form: RegExp): Promise<void> {
    await this.#news.until(
      () => form.test(this.text) || undefined,
      () => `${form} on the proxy's terminal, which shows: ${this.text}`,
    );
  }

  /** How often such a thing stands there; `form` has the flag g. */
  countOf(form: RegExp): number {
    return this.text.match(form)?.length ?? 0;
  }
}
