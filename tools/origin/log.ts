import { type Log, logger, paint } from '../../shared/terminal/index.ts';

/** The origin's log, which shares its terminal with the proxy's. */
export const log: Log = logger('origin', paint.magenta);
