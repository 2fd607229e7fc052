import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { GET } from '../kit/bytes.ts';
import { receiveResponse } from '../kit/message.ts';
import { start } from '../tools/program.ts';
import { testOfOptions } from './stage.ts';
import { connectTls, FILES } from './tls-client.ts';

const MAIN = 'stages/features/main.ts';

/** A key that belongs to no certificate, in a file of its own. */
function strangeKey(): string {
  const folder = mkdtempSync(join(tmpdir(), 'key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = join(folder, 'key.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}

/** Flags that are of no use, and what is said about them. */
const USELESS = [
  ['no key', () => [`--cert=${FILES.cert}`], /^--cert and --key go together/],
  ['no certificate', () => [`--key=${FILES.key}`], /go together: give both\.$/],
  [
    'no file',
    () => ['--cert=no/such/file', `--key=${FILES.key}`],
    /^--cert must be a file that can be read, not "no\/such\/file"\.$/,
  ],
  [
    'no PEM',
    () => [`--cert=${FILES.cert}`, '--key=package.json'],
    /^Not both in PEM, or not a pair: .*localhost\.cert\.pem.*package\.json/,
  ],
  [
    'no pair',
    () => [`--cert=${FILES.cert}`, `--key=${strangeKey()}`],
    /^Not both in PEM, or not a pair: .*localhost\.cert\.pem.*key\.pem"\.$/,
  ],
] as const;

describe('--cert and --key', () => {
  testOfOptions('4.695 a stage that speaks TLS, and says so', async () => {
    const program = start(MAIN, [
      '--port=0',
      `--cert=${FILES.cert}`,
      `--key=${FILES.key}`,
      '--upstream=127.0.0.1:1',
    ]);
    const [, url] = await program.says(/curl\S* -k \S+ --compressed (\S+)/);
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\//);
    const client = await connectTls(Number(new URL(url ?? '').port));
    client.send(GET);
    expect((await receiveResponse(client)).status).toBe(502);
  });

  for (const [what, flags, sentence] of USELESS) {
    testOfOptions(`4.696 one sentence, and status 2: ${what}`, async () => {
      const program = start(MAIN, ['--port=0', ...flags()]);
      const { status, stderr, stdout } = await program.ending;
      expect(stderr.trimEnd()).toMatch(sentence);
      expect(stderr.split('\n')).toHaveLength(2);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    });
  }
});
