// The browser of the machine, found by the variable CHROMIUM or where Debian puts it, started so that it talks to
// nobody but the page.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return places.find((place) => existsSync(place));
}

/** For `skip` of a test: why it cannot run here, or false. */
export const noBrowser: string | false =
  chromiumPath() === undefined
    ? `no Chromium: neither CHROMIUM nor ${places.join(', ')} leads to one`
    : false;

export async function startBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(String(noBrowser));
  return await chromium.launch({ executablePath, headless: true, args: switches });
}
