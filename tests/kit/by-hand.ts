import type { WireEvent, WireRecord } from '../../tools/wire/record.ts';
import type { OriginReport } from './origin.ts';

/** Longer than this, in characters, a command is no longer typed by hand. */
const LONGEST = 600;

/**
 * The commands that do a recorded exchange again, by hand: the proxy, then
 * an origin that sends what it sent, then a client that sends what it sent.
 * Empty when one connection on either side would not do, when one was reset,
 * which no command does, or when it would be too much to type.
 *
 * @param stage - The number of the stage, if the proxy is one.
 * @param program - The command that starts the proxy, if it is none of ours.
 * @param how - How the origin fared: one that was down is not there by hand,
 *   and one that was at a loss leaves the answer to whoever types.
 */
export function commandsByHand(
  { events }: WireRecord,
  stage?: number,
  program?: string,
  how?: OriginReport,
): string[] {
  const client = handOf(events, 'client', '8000');
  const origin = handOf(events, 'origin', '--listen 9000');
  if (client.length !== 1 || origin.length > 1) return [];
  if (origin.length > 0 && how?.complaint) origin[0] = nc('--listen 9000');
  if (events.some(({ kind }) => kind === 'refused')) return [];
  if (events.some(({ from, kind }) => from === 'peer' && kind === 'rst')) {
    return [];
  }
  const isAlone = origin.length === 0 && !how?.wasDown;
  const flags = isAlone ? '' : '--no-origin ';
  const proxy = program
    ? [`npm run trace -- ${flags}-- ${program}`]
    : stage
      ? [`npm run stage:${stage} -- ${flags}--trace`]
      : [];
  const commands = [...proxy, ...origin, ...client];
  const isShort = commands.every((command) => command.length <= LONGEST);
  return isShort ? commands : [];
}

/** For each connection of a side what does again all that its peer did. */
function handOf(
  events: readonly WireEvent[],
  hop: WireEvent['hop'],
  where: string,
): string[] {
  const own = events.filter((event) => event.hop === hop);
  const connections = new Set(own.map(({ connection }) => connection));
  return [...connections].map((connection) => {
    const done = own.filter(
      (event) => event.connection === connection && event.from === 'peer',
    );
    const sent = done.map(({ bytes }) => bytes ?? '').join('');
    const hasEnded = done.some(({ kind }) => kind === 'fin');
    if (sent === '' && !hasEnded) return nc(where);
    // A pipe that ends is a FIN; cat keeps it open until Ctrl-D.
    const text = `printf '${quoted(sent)}'`;
    const input = hasEnded ? text : `(${text}; cat)`;
    return `${input} | ${nc(where)}`;
  });
}

function nc(where: string): string {
  return `npm run -s nc -- ${where}`;
}

// printf of every shell knows octal, not all know \x.
function quoted(bytes: string): string {
  return bytes
    .replace(/[\\%]/g, (sign) => sign + sign)
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[^ -~]|'/g, octal);
}

function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
