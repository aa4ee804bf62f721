// A control plane with nothing in it but what a test puts there, and a page of the browser that looks at it.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ApiClient } from '../support/api-client.ts';
import {
  type ControlPlaneOptions,
  createOwnerKey,
  environmentOf,
  startControlPlane,
} from '../support/control-plane.ts';
import { type Ending, freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { openPage, type PageLook, type WatchedPage } from './watched-page.ts';

export interface BareWorld extends WatchedPage {
  readonly url: string;
  readonly apiKey: string;
  readonly api: ApiClient;
  stop(): Promise<void>;
  /** On the same port, with what was there. */
  restart(): Promise<void>;
}

export async function bareWorld(
  ending: Ending,
  browser: Browser,
  {
    look = { theme: 'light', width: 1280 },
    prepare,
    ...more
  }: {
    readonly look?: PageLook;
    /** The database is there, the control plane not yet. */
    readonly prepare?: (dataFolder: string) => void;
  } & Partial<ControlPlaneOptions> = {},
): Promise<BareWorld> {
  const port = await freePort();
  const dataFolder = join(temporaryFolder(ending), 'data');
  const options = { managedSensor: false, ...more, dataFolder, port };
  const ownerKey = await copyFirstDatabase(dataFolder);
  prepare?.(dataFolder);
  let controlPlane = await startControlPlane(options, ownerKey);
  const { apiKey, url, api } = controlPlane;
  const opened = await openPage(browser, url, look);
  ending.after(async () => {
    await opened.context.close();
    await controlPlane.stop();
  });
  await opened.page.goto('/');
  return {
    ...opened,
    ...{ apiKey, api, url },
    stop: () => controlPlane.stop(),
    restart: async () => {
      controlPlane = await startControlPlane(options, apiKey);
    },
  };
}

/** What the first start makes, with every migration behind it: made once for a file of tests, copied for each of them. */
let first: Promise<{ readonly folder: string; readonly ownerKey: string }> | undefined;

/** Returns the key of its owner. */
async function copyFirstDatabase(dataFolder: string): Promise<string> {
  first ??= makeFirstDatabase();
  const { folder, ownerKey } = await first;
  cpSync(folder, dataFolder, { recursive: true });
  return ownerKey;
}

async function makeFirstDatabase() {
  const atExit: Ending = { after: (work) => void process.once('exit', work) };
  const folder = join(temporaryFolder(atExit), 'data');
  const ownerKey = await createOwnerKey(environmentOf({ dataFolder: folder }));
  return { folder, ownerKey };
}
