import type * as http from '../../../../shared/parser/index.ts';

/**
 * What responses are stored under: the target URI (RFC 9111 2). That of the
 * method needs no place in it, since only what answers a GET is stored.
 *
 * @param request - As the upstream sees it: in origin-form, with Host.
 */
export function targetKey({ headers, target }: http.RequestHead): string {
  return `${originOf(headers)}${target}`;
}

/**
 * The key of what a reference in a response names, if that is of the same
 * origin as the request: of others nobody here may speak (RFC 9111 4.4).
 */
export function sameOriginKey(request: http.RequestHead, reference?: string) {
  const base = targetKey(request);
  if (reference === undefined || !URL.canParse(reference, base))
    return undefined;
  const { origin, href } = new URL(reference, base);
  if (origin !== new URL(base).origin) return undefined;
  const [, target = ''] = /^\w+:\/\/[^/]*([^#]*)/.exec(href) ?? [];
  return `${originOf(request.headers)}${target}`;
}

// RFC 9110 4.2.3: capitals make no difference, nor does the usual port.
function originOf(headers: http.HeaderList): string {
  const scheme = headers.get('X-Forwarded-Proto') ?? '';
  // Of several, that of the first proxy: the client's own.
  const isSecure = /^[ \t,]*https[ \t]*(?:,|$)/i.test(scheme);
  const host = headers.get('X-Forwarded-Host') ?? headers.get('Host') ?? '';
  const port = isSecure ? ':443' : ':80';
  const end = host.endsWith(port) ? host.length - port.length : host.length;
  return `http${isSecure ? 's' : ''}://${host.slice(0, end).toLowerCase()}`;
}
