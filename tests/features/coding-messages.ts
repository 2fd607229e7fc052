import { describe, expect } from 'vitest';
import { chunks, head } from '../kit/bytes.ts';
import { MIB } from '../kit/long-body.ts';
import {
  type Field,
  receiveHead,
  receiveResponse,
  valuesOf,
} from '../kit/message.ts';
import { scene } from '../kit/scene.ts';
import type { Stage } from '../kit/stage.ts';
import { exchange, expectServed } from '../kit/steps.ts';
import { CODING_NAMES, type CodingName, DECODERS, testOf } from './codings.ts';
import * as messages from './messages.ts';

const HINT =
  'Each coding is an encoder of its own, which is flushed in its own way; all ' +
  'else that is true of gzip is true of it, too.';

const { TEXT } = messages;

/** Server-sent events, as the origin sends them. */
const EVENTS = ['data: one\n\n', 'data: two\n\n', 'data: three\n\n'];

/** Accept-Encoding fields by which one coding is chosen, and others are not. */
const CHOOSING = {
  gzip: ['gzip', 'zstd, br, gzip', 'gzip;q=0.9, br;q=0.8, zstd;q=0.8'],
  br: ['br', 'zstd, br', 'br, gzip;q=0.9', 'gzip;q=0, *'],
  zstd: ['zstd', 'zstd;q=0.9, br;q=0.8, gzip;q=0.8', 'gzip;q=0, br;q=0, *'],
} as const;

const accepting = (value: string) =>
  messages.getWith(`Accept-Encoding: ${value}`);

const openFor = (name: CodingName) =>
  head('GET / HTTP/1.1', 'Host: a.example', `Accept-Encoding: ${name}`);

/** Each coding on the wire. */
export function codingMessages(stage: Stage): void {
  for (const name of CODING_NAMES) {
    describe(`compressed with ${name}`, { meta: { hint: HINT } }, () => {
      choice(stage, name);
      wholeMessages(stage, name);
      pieces(stage, name);
    });
  }
}

function choice(stage: Stage, name: CodingName): void {
  for (const value of CHOOSING[name]) {
    testOf(name)(`4.121 ${name} for ${JSON.stringify(value)}`, async () => {
      const all = await scene(stage);
      const reply = messages.textOf(TEXT, 'ETag: "a"', 'Accept-Ranges: bytes');
      const { response } = await exchange(all, accepting(value), reply);
      expect(valuesOf(response, 'Content-Encoding')).toEqual([name]);
      expect(valuesOf(response, 'Content-Length')).toEqual([]);
      expect(valuesOf(response, 'Accept-Ranges')).toEqual([]);
      expect(valuesOf(response, 'ETag')).toEqual(['W/"a"']);
      expect(messages.variesBy(response)).toEqual(['accept-encoding']);
      expect(messages.decoded(response)).toEqualBytes(TEXT);
      const says = DECODERS[name].says.replaceAll('.', '\\.');
      await all.proxy.says(new RegExp(`(?<![^\\n ])${says}(?!.)`));
      expect(all.proxy.countOf(/gzipping|compressing/g)).toBe(1);
    });
  }
}

function wholeMessages(stage: Stage, name: CodingName): void {
  testOf(name)(`4.122 ${name}: ten megabytes, as they went in`, async () => {
    const all = await scene(stage);
    let body = '';
    for (let line = 0; body.length < 10 * MIB; line++) {
      body += `${line} ${line * line} ${TEXT}`;
    }
    const reply = messages.textOf(body);
    const { response } = await exchange(all, accepting(name), reply);
    expect(response.body.length).toBeLessThan(body.length / 2);
    expect(messages.decoded(response) === body).toBe(true);
  });

  testOf(name)(`4.123 ${name}: HEAD has the fields of GET`, async () => {
    const all = await scene(stage);
    const reply = messages.textOf(TEXT, 'ETag: "a"', 'Date: x');
    const get = await exchange(all, accepting(name), reply);
    all.origin.answer(reply.slice(0, -TEXT.length));
    const client = await all.connect();
    client.send(accepting(name).replace('GET', 'HEAD'));
    const answer = await receiveHead(client);
    await client.expectFin();
    const isOfContent = ([each]: Field) =>
      !['Transfer-Encoding', 'Cache-Status'].includes(each);
    expect(answer.fields.filter(isOfContent)).toEqual(
      get.response.fields.filter(isOfContent),
    );
  });

  testOf(name)(`4.124 ${name}: not on top of another coding`, async () => {
    const all = await scene(stage);
    for (const coding of CODING_NAMES) {
      const reply = messages.textOf(TEXT, `Content-Encoding: ${coding}`);
      const { response } = await exchange(all, accepting(name), reply);
      expect(valuesOf(response, 'Content-Encoding')).toEqual([coding]);
      expect(response.body).toBe(TEXT);
    }
  });
}

function pieces(stage: Stage, name: CodingName): void {
  testOf(name)(`4.125 ${name}: server-sent events, each at once`, async () => {
    const { origin, connect } = await scene(stage);
    const client = await connect();
    client.send(openFor(name));
    const { end } = await origin.nextRequest();
    const lines = [
      'Content-Type: text/event-stream',
      'Transfer-Encoding: chunked',
    ];
    end.send(head('HTTP/1.1 200 OK', ...lines));
    await receiveHead(client);
    const events = messages.zippedReader(client, name);
    let all = '';
    for (const event of EVENTS) {
      end.send(chunks(event).replace(/0\r\n\r\n$/, ''));
      all += event;
      expect(await events(all)).toBe(all);
    }
    client.sendRst();
    await end.expectEnd();
  });

  for (const ending of ['FIN', 'RST'] as const) {
    testOf(name)(`4.126 ${name}: ${ending} half-way is a reset`, async () => {
      const all = await scene(stage);
      const client = await all.connect();
      client.send(openFor(name));
      const { end } = await all.origin.nextRequest();
      end.send(messages.textOf(TEXT.repeat(2)).slice(0, -TEXT.length));
      await receiveHead(client);
      await messages.zippedReader(client, name)(TEXT);
      if (ending === 'FIN') end.sendFin();
      else end.sendRst();
      await client.untilRst();
      await expectServed(all);
    });
  }

  testOf(name)(`4.127 ${name}: twice on one connection`, async () => {
    const { origin, connect } = await scene(stage);
    origin.answer(messages.textOf(TEXT));
    const client = await connect();
    for (let count = 0; count < 2; count++) {
      client.send(openFor(name));
      const response = await receiveResponse(client);
      expect(response.framing).toBe('chunked');
      expect(messages.decoded(response)).toBe(TEXT);
    }
  });
}
