import { on } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  announcePersistence,
  authorityOf,
  encodeData,
  encodeEnd,
  encodeRequestHead,
  encodeResponseHead,
  errorResponse,
  forwardedRequest,
  forwardedResponse,
  framingFor,
  keepsAlive,
  ProtocolError,
  type RequestHead,
  type ResponseHead,
  requestReader,
  responseReader,
} from '../../shared/parser/index.ts';
import { Connection, type Start } from './connection.ts';

/** What a proxy needs to know. */
export interface ProxyOptions {
  /** The server that it forwards to. */
  readonly upstream: { readonly host: string; readonly port: number };
  /** Told, a line at a time, what is worth saying on the terminal. */
  readonly log?: (line: string) => void;
}

/** One request on its way to the upstream, and its response on the way back. */
interface Exchange {
  readonly client: Connection<RequestHead>;
  readonly upstream: Connection<ResponseHead>;
  readonly request: Start<RequestHead>;
  requestEnded: boolean;
  responseBegun: boolean;
  isKept: boolean; // will the client's connection carry another exchange?
}

/**
 * Stage 2: one client after another, many requests on each connection.
 *
 * @returns A server that does not listen yet.
 */
export function createProxy(options: ProxyOptions): Server {
  const server = createServer({
    allowHalfOpen: true, // who has said all (`printf ... | nc`) gets an answer
    noDelay: true,
    pauseOnConnect: true,
  });
  // Only an 'error' of the server ends the loop so, and whoever told the
  // server to listen hears of that too.
  acceptLoop(server, options).catch(() => {});
  return server;
}

// Serves clients one after another. `on` is the queue of those who have
// connected, and `await` is the blocking. The bytes of those who wait stay
// unread in the kernel, because of `pauseOnConnect`.
async function acceptLoop(
  server: Server,
  options: ProxyOptions,
): Promise<void> {
  const clients = on(server, 'connection', { close: ['close'] });
  for await (const [socket] of clients as AsyncIterable<[Socket]>) {
    await serve(socket, options);
  }
}

// Relays one request after another, for as long as both sides want to go on.
async function serve(socket: Socket, options: ProxyOptions): Promise<void> {
  options.log?.('New connection');
  const client = new Connection(socket, requestReader());
  try {
    for (let isKept = true; isKept; ) {
      const request = await client.readStart();
      isKept = request ? await relay(client, request, options) : false;
    }
  } catch (error) {
    fail(client, undefined, error, options);
  }
  client.end();
}

// Returns whether the client's connection can carry another exchange.
async function relay(
  client: Connection<RequestHead>,
  request: Start<RequestHead>,
  options: ProxyOptions,
): Promise<boolean> {
  const forwarded = forwardedRequest(
    request.head,
    request.framing,
    authorityOf(options.upstream.host, options.upstream.port),
  );
  const upstream = new Connection(
    connect({ ...options.upstream, noDelay: true }),
    responseReader(request.head.method),
  );
  const exchange: Exchange = {
    client,
    upstream,
    request,
    requestEnded: false,
    responseBegun: false,
    isKept: false,
  };
  client.partner = upstream;
  try {
    // Both ways at once: an upstream may answer while the request is still
    // coming, and two sides that each wait for the other to read never end.
    const sent = relayRequest(exchange, forwarded);
    const answered = relayResponse(exchange, options);
    // It is over when the response is, or when the request goes wrong.
    await Promise.race([answered, sent.then(() => answered)]);
  } catch (error) {
    fail(client, exchange, error, options);
  } finally {
    // Half a request must not look like a whole one.
    if (exchange.requestEnded) upstream.destroy();
    else upstream.reset();
  }
  return exchange.isKept;
}

async function relayRequest(
  exchange: Exchange,
  head: RequestHead,
): Promise<void> {
  const { client, upstream, request } = exchange;
  head.headers.append('Connection', 'close');
  let sent = upstream.send(encodeRequestHead(head));
  for await (const bytes of client.readBody()) {
    await sent;
    sent = upstream.send(encodeData(bytes, request.framing));
  }
  exchange.requestEnded = true;
  await sent;
  await upstream.send(encodeEnd(request.framing));
}

async function relayResponse(
  exchange: Exchange,
  { log = () => {} }: ProxyOptions,
): Promise<void> {
  const { client, upstream, request } = exchange;
  const received = await relayInterims(exchange);
  const framing = framingFor(request.head.version, received.framing);
  const head = forwardedResponse(received.head, framing, new Date());
  // Who answers before the request is over will not hear the rest of it.
  exchange.isKept =
    keepsAlive(request.head) &&
    exchange.requestEnded &&
    framing.kind !== 'until-close';
  announcePersistence(head, request.head, exchange.isKept);
  log(`${request.head.method} ${request.head.target} ${head.status}`);
  exchange.responseBegun = true;
  await client.send(encodeResponseHead(head));
  for await (const bytes of upstream.readBody()) {
    await client.send(encodeData(bytes, framing));
  }
  await client.send(encodeEnd(framing));
}

// Relays 1xx responses, and returns how the final response begins.
async function relayInterims(exchange: Exchange): Promise<Start<ResponseHead>> {
  const { client, upstream, request } = exchange;
  for (;;) {
    const start = await upstream.readStart();
    if (!start) throw new ProtocolError('The upstream did not answer.', 502);
    const { head, framing } = start;
    if (framing.kind !== 'interim') return start;
    if (request.head.version === '1.0') continue; // RFC 9110 15.2
    const interim = forwardedResponse(head, framing, new Date());
    await client.send(encodeResponseHead(interim));
  }
}

// Answers with an error, where an answer is still possible.
function fail(
  client: Connection<RequestHead>,
  exchange: Exchange | undefined,
  error: unknown,
  { log = () => {} }: ProxyOptions,
): void {
  const fault = faultOf(error);
  if (client.isGone) {
    log('The client left.');
  } else if (exchange?.responseBegun) {
    log(`Cut short: ${fault.message}`);
    exchange.isKept = false;
    client.reset();
  } else {
    log(`${fault.status}: ${fault.message}`);
    const request = exchange?.request.head;
    const { head, body } = errorResponse(fault, request?.method, new Date());
    const isKept =
      exchange?.requestEnded === true && keepsAlive(exchange.request.head);
    if (exchange) exchange.isKept = isKept;
    announcePersistence(head, request, isKept);
    client.send(Buffer.concat([encodeResponseHead(head), body]));
  }
}

// What is no fault of the protocol is a socket's: the upstream is down.
function faultOf(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ProtocolError(`The upstream failed (${reason}).`, 502);
}
