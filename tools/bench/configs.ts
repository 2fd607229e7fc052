/**
 * What the well-known proxies are told: one process or thread, upstream
 * connections kept, no log, and caching and gzip only where they are asked
 * for, so that each does what the others do.
 *
 * @module
 */

/** Where a proxy finds what it needs. */
export interface Place {
  /** Where it is to listen, on 127.0.0.1. */
  readonly port: number;
  /** Where the origin listens, on 127.0.0.1. */
  readonly upstream: number;
  /** A folder for its files alone. */
  readonly folder: string;
  /** How many clients it must take at once. */
  readonly connections: number;
  /** Whether it is run by root, and would want to become somebody else. */
  readonly isRoot: boolean;
}

/** The nginx.conf. */
export function nginxConf(place: Place): string {
  const { port, upstream, folder, connections, isRoot } = place;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const shared =
    'proxy_pass http://origin; proxy_http_version 1.1; ' +
    'proxy_set_header Connection ""; proxy_request_buffering off;';
  return `${isRoot ? 'user root root;\n' : ''}\
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections ${connections * 3}; }
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  client_max_body_size 0;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  proxy_max_temp_file_size 0;
  gzip_types text/plain;
  gzip_comp_level 6;
  gzip_proxied any;
  proxy_cache_path ${folder}/cache keys_zone=hits:100m inactive=1h use_temp_path=off;
  upstream origin {
    server 127.0.0.1:${upstream};
    keepalive 6000;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { ${shared} }
    location /hit { ${shared} proxy_cache hits; }
    location /text { ${shared} gzip on; }
  }
}
`;
}

/** The haproxy.cfg. */
export function haproxyConf({ port, upstream, connections }: Place): string {
  const server = `server origin 127.0.0.1:${upstream} pool-purge-delay 600s`;
  return `\
global
  nbthread 1
  maxconn ${connections}
defaults
  mode http
  http-reuse always
  timeout connect 5s
  timeout client 600s
  timeout server 600s
cache hits
  total-max-size 200
  max-age 36000
frontend bench
  bind 127.0.0.1:${port} backlog 4096
  use_backend hit if { path_beg /hit }
  use_backend text if { path_beg /text }
  default_backend plain
backend plain
  ${server}
backend hit
  http-request cache-use hits
  http-response cache-store hits
  ${server}
backend text
  compression algo gzip
  compression type text/plain
  ${server}
`;
}

/** The Caddyfile. */
export function caddyConf({ port, upstream }: Place): string {
  return `\
{
  admin off
  auto_https off
}
http://127.0.0.1:${port}, http://bench.example:${port} {
  bind 127.0.0.1
  @text path /text*
  encode @text {
    gzip 6
  }
  reverse_proxy 127.0.0.1:${upstream} {
    transport http {
      versions 1.1
      keepalive_idle_conns 6000
      keepalive_idle_conns_per_host 6000
      compression off
    }
  }
}
`;
}

/** The VCL. */
export function varnishConf({ upstream }: Place): string {
  return `\
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${upstream}"; }
sub vcl_recv {
  if (req.url !~ "^/hit") { return (pass); }
}
sub vcl_backend_response {
  if (bereq.url ~ "^/text") { set beresp.do_gzip = true; }
}
`;
}

/** What varnishd is told on its command line. */
export function varnishArgs(place: Place, conf: string): string[] {
  const parameters = {
    thread_pools: 1,
    thread_pool_min: 100,
    thread_pool_max: 5100,
    thread_queue_limit: 10_000,
    timeout_idle: 600,
    http_max_hdr: 128,
    gzip_level: 6,
  };
  return [
    ...['-F', '-j', 'none', '-n', place.folder, '-f', conf],
    ...['-a', `127.0.0.1:${place.port}`, '-s', 'malloc,1g'],
    ...Object.entries(parameters).flatMap(([name, value]) => [
      '-p',
      `${name}=${value}`,
    ]),
  ];
}
