import type { BodyFraming } from './framing.ts';
import type { HeaderList } from './header-list.ts';

/** What happens in a message's life: a head, any number of data, an end. */
export type MessageEvent<Head> =
  | {
      readonly type: 'head';
      readonly head: Head;
      readonly framing: BodyFraming;
    }
  | { readonly type: 'data'; readonly bytes: Buffer }
  | { readonly type: 'end'; readonly trailers: HeaderList };

/** In what reading requests and reading responses differ. */
export interface MessageKind<Head> {
  parseHead(lines: readonly string[]): Head;
  framingOf(head: Head): BodyFraming;
  /** How many empty lines may stand before the head. */
  readonly emptyLines: number;
  /** The status of every error, where it is not the error's own. */
  readonly errorStatus?: number;
}
