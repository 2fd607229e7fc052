import { parseArgs } from 'node:util';
import { voiceFlags, voiceOf } from '../../shared/terminal/index.ts';

/**
 * The voice that a stage's command line asks for, and whether it is the one
 * for people. If the command line is wrong the stage will say so.
 */
export function saidVoice(args: readonly string[]) {
  const { form, isQuiet } = voiceFlags;
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      [form.flag]: { type: 'string' },
      [isQuiet.flag]: { type: 'boolean' },
    },
  });
  const text = values[form.flag];
  const said = typeof text === 'string' ? form.read(text) : undefined;
  const wantsQuiet = values[isQuiet.flag] === true;
  const isForPeople = said !== 'json' && !wantsQuiet;
  return { ...voiceOf(said, wantsQuiet), isForPeople };
}
