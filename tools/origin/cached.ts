import { PLAIN, send } from './reply.ts';
import type { Route } from './route.ts';

let answers = 0;

/**
 * `/cached`: may be kept for ten seconds. Its body says how many the origin
 * has made, so an answer out of a cache gives itself away.
 */
export const cached: Route = ({ response }) => {
  answers += 1;
  const time = new Date().toISOString().slice(11, 19);
  response.setHeader('Cache-Control', 'max-age=10');
  send(
    response,
    PLAIN,
    `answer ${answers} of the origin, made at ${time} UTC\n`,
  );
};
