import { createRequire } from 'node:module';

const [packages, port, upstream] = process.argv.slice(2);
const require = createRequire(packages);

const app = require('fastify')({ keepAliveTimeout: 600_000 });
app.register(require('@fastify/reply-from'), { base: `http://${upstream}` });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', (_request, body, done) => done(null, body));
app.all('/*', (request, reply) => reply.from(request.url));
await app.listen({ host: '127.0.0.1', port: Number(port), backlog: 4096 });
