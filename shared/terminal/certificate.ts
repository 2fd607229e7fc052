import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { UsageError } from './flags.ts';
import { failFor } from './program.ts';

/** A file that a flag names, and what is in it. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The content of a file; `undefined` if it cannot be read. */
export function fileNamed(name: string): NamedFile | undefined {
  try {
    return { name, bytes: readFileSync(name) };
  } catch {
    return undefined;
  }
}

/** What `--cert` and `--key` have said. */
export interface CertificateFlags {
  readonly cert?: NamedFile | undefined;
  readonly key?: NamedFile | undefined;
}

/**
 * The option `tls` of stage 4, or none. A sentence about files that are of no
 * use together ends the program.
 */
export function tlsOption({ cert, key }: CertificateFlags) {
  if (!cert && !key) return {};
  try {
    if (!cert || !key) {
      throw new UsageError('--cert and --key go together: give both.');
    }
    const tls = { cert: cert.bytes, key: key.bytes };
    if (!isUsable(tls)) {
      const both = `the certificate "${cert.name}" and the key "${key.name}"`;
      throw new UsageError(`Not both in PEM, or not a pair: ${both}.`);
    }
    return { tls };
  } catch (error) {
    failFor(error);
  }
}

function isUsable(tls: { readonly cert: Buffer; readonly key: Buffer }) {
  try {
    createSecureContext(tls);
    return true;
  } catch {
    return false;
  }
}
