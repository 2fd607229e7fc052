import type { Advice, Stage } from './command-line.ts';
import { curlOn } from './curl.ts';
import { paint } from './paint.ts';

/** Who listens where, as the banner says it. */
export interface Whereabouts {
  /** The port on which the proxy listens. */
  readonly port: number;
  /** What clients speak with it. */
  readonly scheme: 'http' | 'https';
  /** `127.0.0.1:8000` */
  readonly proxy: string;
  readonly upstream: string;
  /** What is known of the upstream; empty if nothing is. */
  readonly note: string;
}

/** What a stage says once it listens: what runs where, and what to try. */
export function bannerOf(
  stage: Stage,
  where: Whereabouts,
  platform: NodeJS.Platform = process.platform,
): string {
  const { port, scheme, proxy, upstream, note } = where;
  const url = `${scheme}://${proxy}`;
  const browser = stage.servesBrowsers
    ? `Or open ${paint.bold(`${url}/`)} in a browser.`
    : 'No browser yet: it opens spare connections, and each holds us up.';
  return [
    `${paint.bold(`Stage ${stage.number}, ${stage.name}`)}: ${stage.summary}.`,
    '',
    `  proxy     ${paint.cyan(proxy)}`,
    `  upstream  ${paint.magenta(upstream)}${note && paint.dim(`  ${note}`)}`,
    '',
    'Try in another terminal:',
    ...linesOf(stage.tryNext(url, port, curlOn(platform))),
    browser,
    paint.dim('Ctrl-C ends the proxy.'),
    '',
  ].join('\n');
}

function linesOf(advice: readonly Advice[]): string[] {
  const width = Math.max(...advice.map(([command]) => command.length));
  return advice.map(([command, remark]) => {
    if (remark === undefined) return `  ${paint.bold(command)}`;
    return `  ${paint.bold(command.padEnd(width))}  ${paint.dim(remark)}`;
  });
}
