// A control plane with nothing in it but what a test puts there, and a page of the browser that looks at it.
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import type { ApiClient } from '../support/api-client.ts';
import {
  type ControlPlaneOptions,
  createOwnerKey,
  environmentOf,
  startControlPlane,
} from '../support/control-plane.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';
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
  t: TestContext,
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
  const dataFolder = join(temporaryFolder(t), 'data');
  const options = { managedSensor: false, ...more, dataFolder, port };
  const ownerKey = await createOwnerKey(environmentOf(options));
  prepare?.(dataFolder);
  let controlPlane = await startControlPlane(options, ownerKey);
  const { apiKey, url, api } = controlPlane;
  const opened = await openPage(browser, url, look);
  t.after(async () => {
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
