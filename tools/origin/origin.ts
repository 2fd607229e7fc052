import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type Log, UsageError } from '../../shared/terminal/index.ts';
import { sendSentence } from './reply.ts';
import { visitOf } from './route.ts';
import { routeFor } from './routes.ts';

const OPTIONS = {
  // Who types a request by hand is in no hurry.
  headersTimeout: 0,
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
  // Room for all that our proxies let through, and for what they add.
  maxHeaderSize: 64 * 1024,
};

/**
 * The server behind the proxy. It may be of node:http, since it is not what
 * we build: it stands for somebody else's program.
 *
 * @param log - Told of each request once its answer has ended.
 * @returns a server that does not listen yet.
 */
export function createOrigin(log: Log): Server {
  return createServer(OPTIONS, (request, response) => {
    response.on('close', () => log(lineFor(request, response)));
    answer(request, response).catch((error: unknown) => {
      // A client that leaves ends its answer so, as is its right.
      if (!response.destroyed) log(`Cannot answer: ${error}.`);
      response.destroy();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const visit = visitOf(request, response);
  try {
    await routeFor(visit.path)(visit);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    sendSentence(response, 400, error.message);
  }
}

function lineFor(request: IncomingMessage, response: ServerResponse): string {
  const line = `${request.method} ${request.url}`;
  if (!response.headersSent) return `${line}: left before the answer`;
  const { statusCode, writableFinished } = response;
  return `${line} ${statusCode}${writableFinished ? '' : ', cut short'}`;
}
