import http from 'node:http';
import { createRequire } from 'node:module';

const [packages, port, upstream] = process.argv.slice(2);
const fastProxy = createRequire(packages)('fast-proxy');

// Its upstream connections are kept alive unless it is told otherwise.
const { proxy } = fastProxy({ base: `http://${upstream}` });
const server = http.createServer((request, response) => {
  proxy(request, response, request.url, {});
});
server.keepAliveTimeout = 600_000;
server.listen({ host: '127.0.0.1', port: Number(port), backlog: 4096 });
