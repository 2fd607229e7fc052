import type { WireEvent, WireRecord } from '../../tools/wire/record.ts';
import type { OriginReport } from './origin.ts';

/** Longer than this, in characters, a command is no longer typed by hand. */
const LONGEST = 600;

/** What one types to say so much at one end of a connection. */
type Typing = (where: string, sent: string, hasEnded: boolean) => string[];

/**
 * The commands that do a recorded exchange again, by hand: the proxy, then
 * an origin that sends what it sent, then a client that sends what it sent.
 * What stands behind `>` is typed at the prompt of the command above it.
 * Empty when one connection on either side would not do, when one was reset,
 * which no command does, or when it would be too much to type.
 *
 * @param stage - The number of the stage, if the proxy is one.
 * @param program - The command that starts the proxy, if it is none of ours.
 * @param how - How the origin fared: one that was down is not there by hand,
 *   and one that was at a loss leaves the answer to whoever types.
 * @param platform - Of whoever types: the shells of Windows have no printf,
 *   and their pipes change bytes.
 */
export function commandsByHand(
  { events }: WireRecord,
  stage?: number,
  program?: string,
  how?: OriginReport,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const typing = platform === 'win32' ? atPrompt : byPipe;
  const client = handsOf(events, 'client', '8000', typing);
  const origin = handsOf(events, 'origin', '--listen 9000', typing);
  if (client.length !== 1 || origin.length > 1) return [];
  if (origin.length > 0 && how?.complaint) origin[0] = [nc('--listen 9000')];
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
  const commands = [proxy, ...origin, ...client]
    .flat()
    .map((command) => forShell(command, platform));
  const isShort = commands.every((command) => command.length <= LONGEST);
  return isShort ? commands : [];
}

/** For each connection of a side what does again all that its peer did. */
function handsOf(
  events: readonly WireEvent[],
  hop: WireEvent['hop'],
  where: string,
  typing: Typing,
): string[][] {
  const own = events.filter((event) => event.hop === hop);
  const connections = new Set(own.map(({ connection }) => connection));
  return [...connections].map((connection) => {
    const done = own.filter(
      (event) => event.connection === connection && event.from === 'peer',
    );
    const sent = done.map(({ bytes }) => bytes ?? '').join('');
    const hasEnded = done.some(({ kind }) => kind === 'fin');
    return typing(where, sent, hasEnded);
  });
}

function byPipe(where: string, sent: string, hasEnded: boolean): string[] {
  if (sent === '' && !hasEnded) return [nc(where)];
  // A pipe that ends is a FIN; cat keeps it open until Ctrl-D.
  const text = `printf '${quoted(sent)}'`;
  const input = hasEnded ? text : `(${text}; cat)`;
  return [`${input} | ${nc(where)}`];
}

function atPrompt(where: string, sent: string, hasEnded: boolean): string[] {
  // Enter sends a line end, unless there is a \ before it.
  const line = sent.endsWith('\r\n')
    ? escaped(sent.slice(0, -2))
    : `${escaped(sent)}\\`;
  const lines = [
    ...(sent === '' ? [] : [line]),
    ...(hasEnded ? ['Ctrl-D'] : []),
  ];
  return [nc(where), ...lines.map((each) => `  > ${each}`)];
}

// Some npm in PowerShell loses hyphens that stand in no quotes.
function forShell(command: string, platform: NodeJS.Platform): string {
  const isTyped = command.startsWith('  > ');
  if (platform !== 'win32' || isTyped) return command;
  return command.replaceAll(' -- ', ' "--" ');
}

function nc(where: string): string {
  return `npm run -s nc -- ${where}`;
}

// What our nc makes of a line that is typed.
function escaped(bytes: string): string {
  return bytes
    .replaceAll('\\', '\\\\')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[^ -~]/g, (character) => {
      return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });
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

/**
 * What stands before a command to set a variable for it: as a shell takes it,
 * or PowerShell on Windows.
 */
export function withVariable(
  name: string,
  value: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'win32') {
    return `$env:${name}='${value.replaceAll("'", "''")}'; `;
  }
  return `${name}='${value.replaceAll("'", "'\\''")}' `;
}
