import { readFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import { readRecord } from '../../tools/wire/check-record.ts';
import { aWire } from './a-wire.ts';
import {
  aFile,
  closeBrowser,
  labels,
  openPage,
  scrollChart,
  test,
  untilBytes,
  untilStatus,
} from './browser.ts';
import { ask, request } from './program.ts';
import { STRANGE } from './record-samples.ts';

afterAll(closeBrowser);

test('the page draws both hops while things happen', async () => {
  const { url, connect } = await aWire();
  const { page, faults } = await openPage(url);
  await page.locator('#hint').waitFor();
  const client = await connect();
  await untilStatus(page, '1 event');
  client.send('GET /one HTTP/1.1\r\n');
  await untilStatus(page, '2 events');
  expect(await labels(page)).toEqual(['opens', 'GET /one HTTP/1.1\\r\\n 19 B']);
  client.send('Host: a\r\nConnection: close\r\n\r\n');
  await client.untilEnd();
  client.sendFin();
  await untilStatus(page, '10 events');
  const drawn = await labels(page);
  expect(drawn).toContain('HTTP/1.1 200 OK … 40 B');
  expect(drawn.filter((label) => label === 'FIN')).toHaveLength(4);
  expect(faults).toEqual([]);
});

test('the bytes of an event are shown on hover, and by the keyboard', async () => {
  const { url, port } = await aWire();
  const { page, faults } = await openPage(url);
  await ask(port, request('GET /bytes'));
  await page.locator('.wire-event').nth(1).hover();
  await untilBytes(page, 'GET /bytes HTTP/1.1\\r\\n');
  await page.mouse.move(1100, 700);
  await untilBytes(page, 'Point at, or tap');
  await page.locator('.wire-event').nth(0).focus();
  await page.keyboard.press('ArrowDown');
  await untilBytes(page, 'Connection: close\\r\\n');
  const focused = page.locator('.wire-event:focus');
  expect(await focused.getAttribute('aria-label')).toMatch(
    /^2\. A to proxy: \d+ bytes: GET \/bytes/,
  );
  await page.keyboard.press('Home');
  const words = '1. A to proxy: opens';
  await page.locator('#details-heading', { hasText: words }).waitFor();
  expect(faults).toEqual([]);
});

test('a drawing that goes on does not take the focus away', async () => {
  const { url, connect } = await aWire();
  const { page } = await openPage(url);
  const client = await connect();
  await untilStatus(page, '1 event');
  await page.locator('.wire-event').focus();
  client.send('x');
  await untilStatus(page, '2 events');
  expect(await page.locator('.wire-event:focus').count()).toBe(1);
});

test('everything can be reached by the Tab key', async () => {
  const { url, port } = await aWire();
  const { page } = await openPage(url);
  await ask(port, request('GET /'));
  await page.locator('.wire-event').first().waitFor();
  const reached = new Set<string>();
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab');
    const at = 'document.activeElement.id || document.activeElement.role';
    reached.add(await page.evaluate<string>(at));
  }
  for (const one of ['stages', 'sequence', 'pause', 'clear', 'save', 'file']) {
    expect([...reached]).toContain(one);
  }
  expect([...reached]).toContain('option');
});

test('Pause stops the picture, not the record; Clear forgets both', async () => {
  const { url, connect } = await aWire();
  const { page, faults } = await openPage(url);
  const client = await connect();
  await untilStatus(page, '1 event');
  await page.locator('#pause').click();
  client.send('GET /');
  await untilStatus(page, '1 event; paused, 1 more since');
  expect(await page.locator('.wire-event').count()).toBe(1);
  await page.getByRole('button', { name: 'Go on' }).click();
  await untilStatus(page, '2 events');
  expect(await page.locator('.wire-event').count()).toBe(2);
  await page.getByRole('button', { name: 'Clear' }).click();
  await untilStatus(page, '0 events');
  await page.locator('#hint').waitFor();
  expect(faults).toEqual([]);
});

test('a record that was saved opens again', async () => {
  const { url, port } = await aWire();
  const { page, faults } = await openPage(url);
  await ask(port, request('GET /saved'));
  await page.locator('.wire-event').nth(4).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save' }).click();
  const file = await aFile('');
  await (await download).saveAs(file);
  const { events } = readRecord(readFileSync(file, 'utf8'));
  expect(events[1]!.bytes).toMatch(/^GET \/saved/);
  await page.locator('#clear').click();
  await untilStatus(page, '0 events');
  await page.locator('#file').setInputFiles(file);
  await untilStatus(page, `${events.length} events`);
  expect(await labels(page)).toContain('GET /saved HTTP/1.1 … 51 B');
  await page.getByRole('button', { name: 'Back to the wire' }).click();
  await untilStatus(page, '0 events');
  expect(faults).toEqual([]);
});

test('a file that is no record is refused in a sentence', async () => {
  const { url } = await aWire();
  const { page, faults } = await openPage(url);
  await page.locator('#file').setInputFiles(await aFile('{"events":[1]}'));
  const sentence = 'This is no record: of event 1, it is no event.';
  await page.getByRole('alert').getByText(sentence).waitFor();
  expect(faults).toEqual([]);
});

test('bytes that look like markup stay bytes', async () => {
  const { url } = await aWire();
  const { page, faults } = await openPage(url);
  await page
    .locator('#file')
    .setInputFiles(await aFile(JSON.stringify(STRANGE)));
  await untilStatus(page, `${STRANGE.events.length} events`);
  await page.locator('.wire-event').nth(1).hover();
  await untilBytes(page, '<script>alert(1)');
  expect(await page.locator('main script, main b, main i').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('the stage can be changed while it runs', async () => {
  const { url, port, connect } = await aWire(3);
  const { page, faults } = await openPage(url);
  await page.locator('#stages').selectOption('1');
  await page
    .locator('#proxy', { hasText: 'Stage 1' })
    .waitFor({ state: 'attached' });
  const silent = await connect();
  await untilStatus(page, '1 event');
  const asked = ask(port, request('GET /'));
  await untilStatus(page, '3 events');
  silent.sendFin();
  // Stage 1 serves one after another: now it is the second one's turn.
  expect(await asked).toContain('hi');
  expect(faults).toEqual([]);
});

test('the timeline shows who waits', async () => {
  const { url, port } = await aWire();
  const { page, faults } = await openPage(url);
  await ask(port, request('GET /'));
  await page.locator('.wire-event').nth(7).waitFor();
  await page.getByLabel('Timeline').check();
  await page.locator('#chart .wire-run.wire-waiting').first().waitFor();
  expect(faults).toEqual([]);
});

test('a long record is shown from its end, and can be turned back', async () => {
  const { url, port } = await aWire();
  const { page, faults } = await openPage(url);
  for (let at = 0; at < 60; at++) await ask(port, request(`GET /${at}`));
  await page.getByText('GET /59 ').first().waitFor({ state: 'attached' });
  expect(await page.locator('.wire-event').count()).toBeLessThanOrEqual(200);
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.getByRole('button', { name: 'Later' }).waitFor();
  expect(faults).toEqual([]);
});

for (const width of [1200, 390]) {
  test(`${width} pixels wide, a page shows the end, and the names above it`, async () => {
    const { url, port } = await aWire();
    for (let at = 0; at < 9; at++) await ask(port, request(`GET /${at}`));
    const { page, faults } = await openPage(url, width);
    await page.getByText('GET /8 ').first().waitFor();
    const box = (await page.locator('#chart').boundingBox())!;
    const last = page.locator('.wire-event .wire-hit').last();
    const end = (await last.boundingBox())!;
    expect(end.y + end.height).toBeLessThan(box.y + box.height);
    const name = page.locator('.wire-party').last();
    const { y: atEnd } = (await name.boundingBox())!;
    expect(atEnd).toBeGreaterThan(box.y);
    expect(atEnd).toBeLessThan(box.y + 40);
    await scrollChart(page, 150);
    expect((await name.boundingBox())!.y).toBeCloseTo(atEnd, 0);
    expect(faults).toEqual([]);
  });
}

test('on a telephone, light or dark, nothing sticks out', async () => {
  const { url, port } = await aWire();
  const { page, faults } = await openPage(url, 390);
  await ask(port, request(`GET /${'long/'.repeat(30)}`));
  await page.locator('.wire-is-narrow .wire-event').nth(4).waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const width = 'document.documentElement.scrollWidth';
    expect(await page.evaluate<number>(width)).toBe(390);
  }
  expect(faults).toEqual([]);
});
