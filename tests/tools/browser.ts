import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { test as everyTest, onTestFinished } from 'vitest';
import { RUN_DEADLINE, START_DEADLINE } from '../kit/deadlines.ts';

/** Debian's; CHROMIUM names another one. */
const { CHROMIUM = '/usr/bin/chromium' } = process.env;

const hasBrowser = existsSync(CHROMIUM);
const whyLeftOut = hasBrowser ? '' : ` (left out: no ${CHROMIUM})`;

/** A test that says in its name why it is left out, if there is no browser. */
export function test(name: string, act: () => Promise<void>): void {
  everyTest.skipIf(!hasBrowser)(`${name}${whyLeftOut}`, act);
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--renderer-process-limit=1',
];

let opened: Promise<Page> | undefined;

/** A page in a real browser, and what went wrong in it. */
export interface Opened {
  readonly page: Page;
  /** Errors, and whatever it asked for that is not its own. */
  readonly faults: readonly string[];
}

/**
 * Opens a page. All have the same window, one after the other, since to open
 * one takes longer than a test; each has an origin, and so a memory, of its
 * own.
 *
 * @param width - Of the window, in pixels.
 */
export async function openPage(url: string, width = 1200): Promise<Opened> {
  opened ??= openWindow();
  const page = await opened;
  await page.setViewportSize({ width, height: 800 });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('dialog', (dialog) => faults.push(dialog.message()));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(request.url());
  });
  onTestFinished(async () => {
    page.removeAllListeners();
    await page.goto('about:blank');
  });
  await page.goto(url);
  return { page, faults };
}

async function openWindow(): Promise<Page> {
  const options = { executablePath: CHROMIUM, args: FLAGS };
  const page = await (await chromium.launch(options)).newPage();
  page.setDefaultTimeout(START_DEADLINE * 1000);
  page.setDefaultNavigationTimeout(RUN_DEADLINE * 1000);
  return page;
}

/** Waits until the status line says this. */
export async function untilStatus(page: Page, words: string): Promise<void> {
  await page.locator('#status', { hasText: words }).waitFor();
}

/** Waits until the bytes of an event are shown, and these among them. */
export async function untilBytes(page: Page, words: string): Promise<void> {
  await page.locator('#details-bytes', { hasText: words }).waitFor();
}

/** The words above the arrows. */
export function labels(page: Page): Promise<string[]> {
  return page.locator('#chart .wire-label').allTextContents();
}

/** Shows the chart from this pixel on, and waits until that is painted. */
export async function scrollChart(page: Page, top: number): Promise<void> {
  await page.locator('#chart').evaluate(async (chart, top) => {
    const scrolled = new Promise((resolve) => {
      chart.addEventListener('scroll', () => requestAnimationFrame(resolve));
    });
    chart.scrollTo({ top });
    await scrolled;
  }, top);
}

/** A file with this text, for as long as the test lasts. */
export async function aFile(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'record.json');
  writeFileSync(file, text);
  return file;
}

/** Ends the browser, if there is one. */
export async function closeBrowser(): Promise<void> {
  await (await opened)?.context().browser()?.close();
  opened = undefined;
}
