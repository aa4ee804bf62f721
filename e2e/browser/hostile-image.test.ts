// What a registry says of an image is data: markup runs nothing, control characters and overrides turn nothing around,
// and the longest of it breaks no page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Browser } from 'playwright-core';
import { waitForSensor } from '../demo/wait-for-sensor.ts';
import { eventually } from '../support/eventually.ts';
import { accessibilityProblems } from './accessibility.ts';
import { bareWorld } from './bare-world.ts';
import { noBrowser, startBrowser } from './chromium.ts';
import { signIn, visit } from './sign-in.ts';
import { snapshot } from './snapshot.ts';
import type { PageLook } from './watched-page.ts';
import { tooWide, wholePage } from './whole-page.ts';

let browser: Browser;

before(async () => {
  if (noBrowser !== false) return;
  await buildConsole({ progress: () => undefined });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
/** What turns text around, rings and paints in a terminal. */
const turning = ['\u202e', '\u202c', '\u2066', '\u2069', '\u001b', '\u0007', '\u0000'];
const turned = 'RUN \u202egnp.exe\u202c \u2066in\u2069 \u001b[31mred\u001b[0m \u0007\u0000 end';
const long = `RUN ${'x'.repeat(4000)}`;
const repository = 'r'.repeat(255);
const tag = 't'.repeat(128);
const settings = {
  User: markup,
  Env: [`${markup}=${turned}`, `LONG=${'y'.repeat(3000)}`],
  Labels: { [markup]: turned, قاعدة: '本番', long: 'z'.repeat(3000) },
  ExposedPorts: { '80/tcp': {}, [markup]: {} },
  Entrypoint: [markup, turned],
};

const looks: readonly PageLook[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
];

for (const look of looks) {
  test(`an image full of markup, control characters and endless words is shown at ${look.width} in the ${look.theme}`, {
    skip: noBrowser,
  }, async (t) => {
    const registry = await startFakeRegistry({});
    t.after(() => registry.close());
    const npm = [
      { name: markup, version: '1.0.0' },
      { name: 'n'.repeat(214), version: `1.0.0-${'v'.repeat(200)}` },
    ];
    const history = [markup, turned].map((created_by) => ({ created_by }));
    const emptyLayer = { created_by: long, empty_layer: true };
    const image = await randomImage(new SeededRandom(5), {
      packages: { npm },
      history: [...history, emptyLayer],
      settings,
    });
    registry.push(image, repository, tag);
    const { page, api, apiKey, complaints } = await bareWorld(t, browser, {
      ...{ look, managedSensor: true, allowedAddresses: ['127.0.0.0/8'] },
    });
    await waitForSensor(api);
    const { id } = await api.send<{ id: string }>('POST', '/registries', {
      ...{ name: markup, url: registry.url, scanMethod: 'cloud', allowPlainHttp: true },
    });
    await eventually('the image to be scanned', async () => {
      const rows = await api.list<{ packages: number; state: string }>(`/images?registry=${id}`);
      return rows.some(({ state }) => state !== 'waiting') ? true : undefined;
    });
    await signIn(page, apiKey);
    const problems: string[] = [];
    const tabs = ['findings', 'packages', 'places', 'facts', 'signatures', 'history'];
    const paths = ['/images', ...tabs.map((tab) => `/images/${image.digest}?tab=${tab}`)];
    let text = '';
    for (const path of paths) {
      await visit(page, path);
      await wholePage(page);
      text += await page.evaluate<string>('document.body.textContent');
      problems.push(...(await tooWide(page, look.width)).map((each) => `${path} ${each}`));
      for (const problem of await accessibilityProblems(page)) problems.push(`${path}: ${problem}`);
      await snapshot(page, `hostile-image-${path.split('=')[1] ?? 'list'}`, look);
    }

    assert.deepEqual(problems, []);
    assert.ok(text.includes(markup), 'markup is text');
    assert.deepEqual(
      turning.filter((sign) => text.includes(sign)),
      [],
    );
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.match(await page.title(), /HarborGuard$/);
    assert.deepEqual(complaints, []);
  });
}
