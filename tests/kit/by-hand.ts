import type { WireEvent, WireRecord } from '../../tools/wire/record.ts';

/** Longer than this, in characters, a command is no longer typed by hand. */
const LONGEST = 600;

/**
 * The commands that do a recorded exchange again, by hand: the proxy, then
 * an origin that sends what it sent, then a client that sends what it sent.
 * Empty when there is no one client, or when it would be too much to type.
 *
 * @param stage - The number of the stage, if the proxy is one.
 */
export function commandsByHand(
  { events }: WireRecord,
  stage?: number,
): string[] {
  const client = sentBy(events, 'client');
  const origin = sentBy(events, 'origin');
  if (!client) return [];
  const proxy = stage
    ? [`npm run stage:${stage}${origin ? ' -- --no-origin' : ''}`]
    : [];
  const replies = origin
    ? [`printf '${quoted(origin)}' | nc -l 127.0.0.1 9000`]
    : [];
  const commands = [
    ...proxy,
    ...replies,
    `printf '${quoted(client)}' | nc 127.0.0.1 8000`,
  ];
  const isShort = commands.every((command) => command.length <= LONGEST);
  return isShort ? commands : [];
}

/** All that one end sent, if on that side there was one connection. */
function sentBy(events: readonly WireEvent[], hop: WireEvent['hop']): string {
  const own = events.filter((event) => event.hop === hop);
  if (new Set(own.map((event) => event.connection)).size !== 1) return '';
  return own
    .filter(({ from, kind }) => from === 'peer' && kind === 'bytes')
    .map(({ bytes }) => bytes ?? '')
    .join('');
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
