import { isIPv6 } from 'node:net';
import type { Form } from './flags.ts';

/** Where a program listens. */
export interface Address {
  /** A name or an IP address; one of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** The number that digits stand for; `undefined` outside of the bounds. */
export function wholeNumber(
  text: string,
  least: number,
  most: number,
): number | undefined {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/**
 * A TCP port.
 *
 * @param least - 0 where the system may choose a free one, else 1.
 */
export function portForm(least: 0 | 1): Form<number> {
  return {
    form: `a whole number from ${least} to 65535`,
    read: (text) => wholeNumber(text, least, 65535),
  };
}

/** `HOST:PORT`, with an IPv6 address in brackets. */
export const addressForm: Form<Address> = {
  form: 'HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000',
  read: (text) => {
    const found = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d+)$/i.exec(text);
    if (!found) return undefined;
    const [, inBrackets, plain, digits = ''] = found;
    if (inBrackets !== undefined && !isIPv6(inBrackets)) return undefined;
    const host = inBrackets ?? plain;
    const port = wholeNumber(digits, 1, 65535);
    return host && port ? { host, port } : undefined;
  },
};

/** The address as one types it: `127.0.0.1:9000` or `[::1]:9000`. */
export function written({ host, port }: Address): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
