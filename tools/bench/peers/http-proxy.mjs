import http from 'node:http';
import { createRequire } from 'node:module';

const [packages, port, upstream] = process.argv.slice(2);
const { createProxyServer } = createRequire(packages)('http-proxy');

const agent = new http.Agent({ keepAlive: true });
const proxy = createProxyServer({ target: `http://${upstream}`, agent });
proxy.on('error', (_error, _request, response) => response.destroy());
const server = http.createServer((request, response) => {
  proxy.web(request, response);
});
server.keepAliveTimeout = 600_000;
server.listen({ host: '127.0.0.1', port: Number(port), backlog: 4096 });
