import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { START_DEADLINE } from '../kit/deadlines.ts';

/** Debian's; CHROMIUM names another one. */
const { CHROMIUM = '/usr/bin/chromium' } = process.env;

/** Is there a browser to test with? */
export const hasBrowser = existsSync(CHROMIUM);

/** Says in a test's name why it was left out. */
export const whyLeftOut = hasBrowser ? '' : ` (left out: no ${CHROMIUM})`;

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
  return page;
}

/** Ends the browser, if there is one. */
export async function closeBrowser(): Promise<void> {
  await (await opened)?.context().browser()?.close();
  opened = undefined;
}
