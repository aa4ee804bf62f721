// What a browser has to fetch before the first page can be used stays small.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildConsole } from '@harborguard/console/build/build-console.ts';
import { builtFolder } from '@harborguard/console/build/console-print.ts';

const budgetBytes = 250_000;

test('the first load is below its budget: the page, what it names, and the overview', async () => {
  await buildConsole({ progress: () => undefined });
  const page = readFileSync(join(builtFolder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const entry = named.find((path) => path.endsWith('.js')) ?? '';
  const text = readFileSync(join(builtFolder, entry), 'utf8');
  const overview = partsOf(text, 'overview-page').map((path) => `/${path}`);
  const paths = [...new Set(['/index.html', ...named, ...overview])];

  const bytes = paths.reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(builtFolder, path))).length,
    0,
  );

  assert.ok(overview.length > 1, 'the overview is a part of its own, with what it shares');
  assert.ok(bytes <= budgetBytes, `${bytes} bytes gzipped of ${paths.join(', ')}`);
});

/** What Vite has the browser load for a page: its own file, and those it needs. */
function partsOf(entry: string, page: string): readonly string[] {
  const list = /m\.f=(\[[^\]]*\])/.exec(entry)?.[1] ?? '[]';
  const files = JSON.parse(list) as readonly string[];
  const call = new RegExp(`${page}-[\\w-]+\\.js.{0,3}\\),__vite__mapDeps\\(\\[([\\d,]+)\\]`);
  const places = call.exec(entry)?.[1]?.split(',') ?? [];
  return places.flatMap((place) => files[Number(place)] ?? []);
}
