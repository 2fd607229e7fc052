import type { BodyFraming } from './framing.ts';
import type { HeaderList } from './header-list.ts';

/** How a message begins: its head, and how its body is framed. */
export interface Start<Head> {
  readonly head: Head;
  readonly framing: BodyFraming;
}

/** What happens in a message's life: a head, any number of data, an end. */
export type MessageEvent<Head> =
  | ({ readonly type: 'head' } & Start<Head>)
  | { readonly type: 'data'; readonly bytes: Buffer }
  | { readonly type: 'end'; readonly trailers: HeaderList };

/** In what reading requests and reading responses differ. */
export interface MessageKind<Head> {
  /** Reads the lines of a head, with their line ends. */
  parseHead(section: string): Head;
  /** How the body behind this head is framed. */
  framingOf(head: Head): BodyFraming;
  /** How many empty lines may stand before the head. */
  readonly emptyLines: number;
  /** Whether a message must come: a response is owed, a request is not. */
  readonly isOwed: boolean;
  /** Whether interim responses are read past: HTTP/1.0 does not know them. */
  readonly skipsInterims?: boolean;
  /** The status of every error, where it is not the error's own. */
  readonly errorStatus?: number;
}
