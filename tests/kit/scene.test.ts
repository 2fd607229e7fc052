import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../tools/wire/record.ts';
import { clientEnd, connectTo } from './client.ts';
import { close, listen } from './listen.ts';
import { MIB, receiveLongBody, sendLongBody, untilStuck } from './long-body.ts';
import { receiveResponse } from './message.ts';
import { pipe } from './pipe.ts';
import { scene } from './scene.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a scene', () => {
  test('the test takes a request and sends its answer in pieces', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    client.send(GET);
    const request = await origin.nextRequest();
    expect(request.head.line).toBe('GET / HTTP/1.1');
    request.end.send(OK.slice(0, 10));
    await client.expectBytes(OK.slice(0, 10));
    request.end.send(OK.slice(10));
    await client.expectBytes(OK.slice(10));
  });

  test('an origin that answers by itself splits requests', async () => {
    const { origin, connect } = await scene(pipe);
    origin.answer(OK, OK.replace('ok', 'no'));
    const client = await connect();
    client.send(`POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc${GET}`);
    expect((await receiveResponse(client)).body).toBe('ok');
    expect((await receiveResponse(client)).body).toBe('no');
    expect(origin.requests.map(({ body }) => body)).toEqual(['abc', '']);
  });

  test('FIN and RST are told apart, both ways', async () => {
    const { origin, connect } = await scene(pipe);
    const [a, b] = [await connect(), await connect()];
    const [one, two] = [
      await origin.nextConnection(),
      await origin.nextConnection(),
    ];
    a.sendFin();
    await one.expectFin();
    one.sendFin();
    await a.expectFin();
    b.sendRst();
    await two.expectRst();
  });

  test('where RST is awaited, FIN is told to look complete', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    const end = await origin.nextConnection();
    client.sendFin();
    await expect(end.untilRst()).rejects.toThrow(/sent FIN, as if that were/);
  });

  test('an origin that is down refuses, and comes back', async () => {
    const { origin, connect } = await scene(pipe);
    await origin.goDown();
    await (await connect()).expectRst();
    await origin.comeBack();
    origin.answer(OK);
    const client = await connect();
    client.send(GET);
    await client.expectBytes(OK);
  });

  test('what the proxy says on its terminal can be awaited', async () => {
    const { proxy, connect } = await scene(pipe);
    await connect();
    await proxy.says(/New connection/);
  });

  test('a client that does not read holds the sender back', async () => {
    const { origin, connect, fence } = await scene(pipe);
    const client = await connect();
    client.stopReading();
    const sender = await origin.nextConnection();
    const sent = sendLongBody(sender, 32 * MIB);
    await untilStuck(sender, fence);
    expect(client.received).toBe(0);
    expect(sender.sent).toBeLessThan(32 * MIB);
    client.readOn();
    await receiveLongBody(client, 32 * MIB);
    await sent;
  });
});

describe('what a test says when it fails', () => {
  test('it says what came instead of what was expected', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    const end = await origin.nextConnection();
    end.send('oops\n');
    end.sendFin();
    await expect(client.receiveUntil('\r\n\r\n')).rejects.toThrow(
      'A expected "\\r\\n\\r\\n"; A has "oops\\n" to read, then FIN',
    );
    await expect(client.expectFin()).rejects.toThrow('oops');
  });

  test('it leads to the line that has waited', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    (await origin.nextConnection()).sendFin();
    let stack: string | undefined;
    try {
      await client.receive(1);
    } catch (error) {
      stack = (error as Error).stack;
    }
    expect(stack).toContain('scene.test.ts');
  });

  test('an origin says what is missing of a request, while it is', async () => {
    const { origin, connect } = await scene(pipe);
    origin.answer(OK);
    const client = await connect();
    const end = await origin.nextConnection();
    const post = 'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n';
    const sent = [post.slice(0, -1), '\n', 'ab'];
    const missing = [];
    for (const piece of sent) {
      const received = end.received + piece.length;
      client.send(piece);
      await end.news.until(
        () => end.received === received || undefined,
        () => 'a piece',
      );
      missing.push(origin.report.missing);
    }
    client.send('c');
    await client.expectBytes(OK);
    missing.push(origin.report.missing);
    const isOpen = 'and its connection is open';
    const head = '\\r\\n\\r\\n, an empty line that ends its head; origin 1 has';
    expect(missing).toEqual([
      `${head} "POST / HTTP/1.1\\r\\nContent-Length: 3\\r\\n\\r" to read, ${isOpen}`,
      `its body; origin 1 has no bytes to read, ${isOpen}`,
      `its body; origin 1 has "ab" to read, ${isOpen}`,
      undefined,
    ]);
  });

  test('an origin that has said FIN answers nothing more', async () => {
    const { origin, connect } = await scene(pipe);
    origin.answer({ bytes: OK, ending: 'FIN' });
    const client = await connect();
    client.send(GET + GET);
    await client.expectBytes(OK);
    await client.expectFin();
    expect(origin.requests).toHaveLength(1);
  });

  test('FIN is drawn once, however often it is said; nothing, never', async () => {
    const server = createServer();
    const port = await listen(server);
    onTestFinished(() => close(server));
    const recorder = new Recorder('');
    const client = await clientEnd(connectTo(port), 'A', recorder);
    client.send('');
    for (let count = 0; count < 2; count++) client.sendFin();
    await client.untilEnd();
    client.sendFin();
    const kinds = recorder.record.events.map(({ kind }) => kind);
    expect(kinds).toEqual(['open', 'fin', 'fin']); // the second one is theirs
  });

  test('a wrong byte fails at once, not at a deadline', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    (await origin.nextConnection()).send('HTTP/1.0');
    await expect(client.expectBytes('HTTP/1.1 200')).rejects.toThrow(
      'the bytes differ at offset 7 (line 1)',
    );
  });
});
