// A page of the browser under watch: whatever it complains about, asks another host for, or is refused by its policy
// is kept, so that a test can say there was nothing.
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** The cookies of somebody who has signed in. */
export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and warnings, page errors, violations, requests to other hosts. */
  readonly complaints: string[];
}

export interface PageLook {
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

const heights: Readonly<Record<number, number>> = { 390: 844, 1280: 900 };

/** For every step of a test that names no other: it ends what would wait for ever, however busy the machine. */
const stepMsMax = 120_000;

/** Answers a test provokes are no complaints of the page. */
const expectedText = /Failed to load resource/;

export async function openPage(
  browser: Browser,
  url: string,
  { theme, width, session }: PageLook & { readonly session?: Session },
): Promise<WatchedPage> {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height: heights[width] ?? 900 },
    reducedMotion: 'reduce',
    baseURL: url,
    ...(session === undefined ? {} : { storageState: session }),
  });
  context.setDefaultTimeout(stepMsMax);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || expectedText.test(message.text())) return;
    complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (['data:', 'blob:'].includes(to.protocol) || to.origin === new URL(url).origin) return;
    complaints.push(`request to ${to.origin}`);
  });
  page.on('response', (answer) => {
    if (answer.status() >= 500) complaints.push(`${answer.status()} of ${answer.url()}`);
  });
  return { page, context, complaints };
}
