import { describe, expect, test } from 'vitest';
import { receiveBody, receiveResponse, valuesOf } from './message.ts';
import { pipe } from './pipe.ts';
import { scene } from './scene.ts';

describe('the reader of messages', () => {
  test('chunks, trailers, and what follows', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    const end = await origin.nextConnection();
    end.send(
      'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie:b\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n' +
        '3\r\nabc\r\n0\r\nX: y\r\n\r\nrest',
    );
    const response = await receiveResponse(client);
    expect(response).toMatchObject({ status: 200, body: 'abc' });
    expect(response.trailers).toEqual([['X', 'y']]);
    expect(valuesOf(response, 'SET-COOKIE')).toEqual(['a', 'b']);
    await client.expectBytes('rest');
  });

  test('a message whose body ends in two ways is refused', async () => {
    const { origin, connect } = await scene(pipe);
    const client = await connect();
    client.send(
      'POST / HTTP/1.1\r\nContent-Length: 3\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n',
    );
    const { head, end } = await origin.nextRequest();
    await expect(receiveBody(end, head)).rejects.toThrow('two ways');
  });
});
