// A picture of the page for people to look at, in a folder that is in no commit.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { PageLook } from './watched-page.ts';

const folder = resolve(import.meta.dirname, '../../.snapshots');

export async function snapshot(page: Page, name: string, look: PageLook): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${look.theme}-${look.width}.png`);
  await page.screenshot({ path, fullPage: true });
}
