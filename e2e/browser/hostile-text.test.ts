// Names that are anything but names: they are shown as they are, run nothing, turn nothing around, and fit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import type { Browser } from 'playwright-core';
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
const names = [
  markup,
  'قاعدة بيانات الإنتاج',
  'מאגר הייצור / main',
  '本番レジストリ・データベース',
  'Z̷̢a̸̡l̵̨g̶̢o̷ Cafe\u0301',
  '👩‍🔬👨‍👩‍👧‍👦🏴‍☠️ lab',
  'turned \u202egnp.exe\u202c around \u2066and in\u2069',
  `${'x'.repeat(100)}`,
  'www'.repeat(33),
] as const;

const looks: readonly PageLook[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
];

for (const look of looks) {
  test(`names in every script, of any length and full of markup fit at ${look.width} in the ${look.theme}`, {
    skip: noBrowser,
  }, async (t) => {
    const { page, api, apiKey, complaints } = await bareWorld(t, browser, { look });
    const ids: string[] = [];
    for (const name of names) {
      const body = { name, url: `host-${ids.length}.example.com`, scanMethod: 'sensor' };
      ids.push((await api.send<{ id: string }>('POST', '/registries', body)).id);
      await api.send('POST', '/api-keys', { name, role: 'viewer' });
      await api.send('POST', '/policies', {
        ...{ name, effect: 'warn', when: { image: { runsAsRoot: true } } },
      });
      await api.send('POST', '/retention-rules', {
        ...{ name, kind: 'gone-tags', repositories: ['**'], olderThanDays: 30, isEnabled: false },
      });
    }
    await signIn(page, apiKey);
    const problems: string[] = [];
    const paths = [
      ...['/', '/registries', '/policies', '/activity', '/sensors', '/settings?tab=keys'],
      ...['/settings?tab=retention', '/settings?tab=audit'],
      ...ids.map((id) => `/registries/${id}`),
      `/registries/${ids[0]}?tab=settings`,
    ];
    for (const path of paths) {
      await visit(page, path);
      await wholePage(page);
      problems.push(...(await tooWide(page, look.width)).map((each) => `${path} ${each}`));
      for (const problem of await accessibilityProblems(page)) problems.push(`${path}: ${problem}`);
    }
    await visit(page, '/registries');
    await page.getByRole('link', { name: 'turned' }).waitFor();
    await snapshot(page, 'hostile-names', look);
    const text = await page.evaluate<string>('document.body.textContent');

    assert.deepEqual(problems, []);
    assert.ok(text.includes(markup), 'markup is text');
    assert.ok(text.includes('turned \ufffdgnp.exe\ufffd around'), 'what turns text is marked');
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/);
    assert.equal(await page.locator('img, main script').count(), 0);
    assert.match(await page.title(), /HarborGuard$/);
    assert.deepEqual(complaints, []);
  });
}
