import chalk, { Chalk, type ChalkInstance } from 'chalk';

/**
 * Colours for stdout, which stay away where it is no terminal. Chalk sees to
 * that, but does not know NO_COLOR (https://no-color.org).
 */
export const paint: ChalkInstance = new Chalk({ level: level() });

function level(): 0 | 1 | 2 | 3 {
  const { NO_COLOR } = process.env;
  return NO_COLOR ? 0 : chalk.level;
}
