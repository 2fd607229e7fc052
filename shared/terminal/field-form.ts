import type { Flag } from './flags.ts';

/** A field line: its name, and a value that is empty if the field is to go. */
export type FieldLine = readonly [name: string, value: string];

// Fields that a proxy writes itself, since they speak of one connection or
// of how a message is framed: another value would be a lie.
const ownFields = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['upgrade', 'content-length', 'transfer-encoding'],
];

/** Fields of responses that it writes besides. */
export const ownOfResponses = [...ownFields, 'content-encoding', 'date'];

/**
 * Fields of requests that it writes besides, or reads before they are set:
 * whom they are for, where they have been, and how far they may go.
 */
export const ownOfRequests = [
  ...ownFields,
  ...['expect', 'host', 'max-forwards', 'via'],
];

/** How a field line is read that is not one of these. */
export function fieldForm(
  own: readonly string[],
): Pick<Flag<FieldLine>, 'value' | 'form' | 'read'> {
  return {
    value: "'NAME: VALUE'",
    form: `a field line such as 'foo: bar', and none of ${own.join(', ')}, which the proxy writes itself`,
    read: (line) => {
      const match = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*([\t -~]*)$/.exec(line);
      const [, name = '', value = ''] = match ?? [];
      if (name === '' || own.includes(name.toLowerCase())) return undefined;
      return [name, value.trim()];
    },
  };
}
