// What the console shows of work that takes its time, with counts and an estimate, and of a connection that fails
// by the certificates a registry shows.
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Browser, Page } from 'playwright-core';
import { waitForSensor } from '../demo/wait-for-sensor.ts';
import { accessibilityProblems } from './accessibility.ts';
import { type BareWorld, bareWorld } from './bare-world.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';

const look = { theme: 'light', width: 1280 } as const;
let browser: Browser;

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

async function world(t: TestContext): Promise<BareWorld> {
  const opened = await bareWorld(t, browser, {
    ...{ look, managedSensor: true, allowedAddresses: ['127.0.0.0/8'] },
  });
  await waitForSensor(opened.api);
  await signIn(opened.page, opened.apiKey);
  return opened;
}

/** Three repositories, of which one is slow to list its tags, and one image whose second layer is slow to come. */
async function slowRegistry(t: TestContext): Promise<FakeRegistry> {
  const registry = await startFakeRegistry({});
  t.after(() => registry.close());
  const random = new SeededRandom(3);
  const image = await randomImage(random, { layers: 2 });
  registry.push(image, 'a/first', '1.0');
  registry.push(await randomImage(random), 'b/second', '1.0');
  registry.push(await randomImage(random), 'c/third', '1.0');
  // Also when they are asked again, as after a minute without an answer.
  const hang = { action: { kind: 'hang' }, times: 100 } as const;
  registry.fail({ ...hang, path: /c\/third\/tags\/list/ });
  registry.fail({ ...hang, path: new RegExp(`blobs/${image.layers[1]?.digest}`) });
  return registry;
}

test('a slow sync and a slow scan are shown with counts and what is left, until they end', {
  skip: noBrowser,
}, async (t) => {
  const registry = await slowRegistry(t);
  const { page, api, complaints } = await world(t);
  const { id } = await api.send<{ id: string }>('POST', '/registries', {
    ...{ name: 'slow', url: registry.url, scanMethod: 'cloud', allowPlainHttp: true },
  });

  await visit(page, `/registries/${id}`);
  await page.getByText('under way').waitFor();
  await page.getByText(/repositories: 2 of 3/).waitFor();
  await page.getByText(/2 of 3, about \d+(\.\d)? (s|min) left/).waitFor();
  await snapshot(page, 'registry-syncing', look);
  await visit(page, '/registries');
  const row = page.getByRole('row').filter({ hasText: 'slow' });
  await row.getByText(/repositories: 2 of 3/).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await visit(page, '/activity?kind=scan');
  const scan = page.getByRole('row').filter({ hasText: 'a/first' });
  await scan.getByText(/layers: 1 of 2, about \d+(\.\d)? (s|min) left/).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await snapshot(page, 'activity-scanning', look);
  registry.clearFaults();
  registry.releaseHung();

  await scan.getByText('succeeded').waitFor();
  await scan.locator('.job-progress').waitFor({ state: 'detached' });
  await visit(page, `/registries/${id}`);
  await page.locator('.sync').getByText('3 repositories, 3 tags').waitFor();
  await page.getByText('CONNECTED').waitFor();
  await pushEventsArrive(page, id);
  assert.deepEqual(complaints, []);
});

/** The values the page shows are what a registry needs, and the secret's end is asked for once. */
async function pushEventsArrive(page: Page, id: string): Promise<void> {
  await visit(page, `/registries/${id}?tab=push`);
  await page.getByLabel('Which product sends them').selectOption('Harbor');
  await page.getByText(`/api/webhooks/harbor/${id}`).waitFor();
  await page.getByText('None yet. Push an image').waitFor();
  await page.getByRole('button', { name: 'Make the secret' }).click();
  const entered = page.locator('.setup dd .mono');
  await page.getByText('The secret is in the values below, this once').waitFor();
  const [address = '', authorization = ''] = await entered.allTextContents();
  const resources = [{ tag: '2.0', resource_url: `registry/a/first:2.0` }];
  const event = {
    type: 'PUSH_ARTIFACT',
    event_data: { repository: { repo_full_name: 'a/first' }, resources },
  };
  const answer = await fetch(address, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  assert.ok(answer.ok, await answer.text());
  const received = page.getByRole('region', { name: 'Events received' });
  await received.getByText('accepted').waitFor();
  await received.getByText('a/first').waitFor();

  await page.getByRole('button', { name: /^Revoke hg_/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('is refused at once').waitFor();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Revoke hg_/ }).waitFor({ state: 'detached' });
}

test('a registry whose certificate nobody trusts is told with the certificates it showed, and trusted by its CA', {
  skip: noBrowser,
}, async (t) => {
  const certificates = await makeLoopbackCertificates();
  if (certificates.kind === 'unavailable') return t.skip(certificates.reason);
  const registry = await startFakeRegistry({ tls: certificates.server });
  t.after(() => registry.close());
  registry.push(await randomImage(new SeededRandom(4)), 'shop/web', '1.0');
  const { page, apiKey, complaints } = await world(t);
  const goOn = () => page.getByRole('button', { name: 'Continue' }).click();

  await visit(page, '/registries/connect');
  await page.getByLabel('Address').fill(registry.url);
  await page.reload();
  await signIn(page, apiKey);
  await visit(page, '/registries/connect');
  assert.equal(await page.getByLabel('Address').inputValue(), registry.url);
  await goOn();
  await page.getByLabel('This server reads it').check();
  await goOn();
  await goOn();
  await goOn();
  await page.getByRole('button', { name: 'Test connection' }).click();
  const verdict = page.getByRole('status').filter({ hasText: 'Not reachable' });
  await verdict.getByText('TLS_UNTRUSTED').waitFor();
  await verdict.getByText('First check:').waitFor();
  await verdict.getByText('What was tried').click();
  await verdict.getByText('Certificates it showed, each signed by the next').waitFor();
  await verdict.getByRole('listitem').filter({ hasText: 'Loopback test authority' }).waitFor();
  await snapshot(page, 'connect-untrusted', look);
  assert.deepEqual(await accessibilityProblems(page), []);

  await page.getByRole('button', { name: 'Options' }).click();
  await page.getByText('Private CA and filters').click();
  await page.getByLabel('Certificates of a private CA, PEM').fill(certificates.ca);
  await goOn();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText(/^Reachable/).waitFor();
  assert.deepEqual(complaints, []);
});
