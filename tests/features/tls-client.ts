import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { within } from '../kit/deadlines.ts';
import { HOST } from '../kit/listen.ts';
import { WireEnd } from '../kit/wire-end.ts';
import { gatewayScene } from './gateway-scene.ts';
import type { FeaturesStage, Options } from './stage.ts';

/** Where the certificate for this machine, good for nothing else, lies. */
export const FILES = {
  cert: fileURLToPath(new URL('fixtures/localhost.cert.pem', import.meta.url)),
  key: fileURLToPath(new URL('fixtures/localhost.key.pem', import.meta.url)),
};

/** The certificate and its key, as `createProxy` takes them. */
export const TLS = {
  cert: readFileSync(FILES.cert),
  key: readFileSync(FILES.key),
};

/** Connects over TLS, and believes nobody but {@link TLS}. */
export async function connectTls(port: number): Promise<WireEnd> {
  const socket = connect({ port, host: HOST, ca: TLS.cert });
  socket.allowHalfOpen = true;
  onTestFinished(() => void socket.destroy());
  await within(once(socket, 'secureConnect'), () => 'a handshake');
  return new WireEnd(socket, 'A', 'client', new Recorder());
}

/** A scene with TLS on the listening side. */
export async function tlsScene(stage: FeaturesStage, options: Options = {}) {
  const scene = await gatewayScene(stage, { tls: TLS, ...options });
  return { ...scene, connect: () => connectTls(scene.all.proxy.port) };
}
