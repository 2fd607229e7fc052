// It connects onwards when something was said, so that what is seen has but
// one order.
const RELAY = `
const { connect, createServer } = require('node:net');
const { PROXY_PORT: port, UPSTREAM_PORT: upstream } = process.env;
const server = createServer((client) => {
  console.log('somebody came');
  client.once('data', (first) => {
    const onwards = connect(upstream, '127.0.0.1');
    onwards.write(first);
    client.pipe(onwards).pipe(client);
  });
});
server.listen(port, '127.0.0.1', () => {
  console.log('I am at 127.0.0.1:' + port + ', for 127.0.0.1:' + upstream);
});`;

/**
 * The command line of a program that keeps PROXY_PORT and UPSTREAM_PORT, and
 * knows nothing of taps: bytes in, bytes out.
 */
export const RELAY_PROGRAM = [process.execPath, '-e', RELAY];
