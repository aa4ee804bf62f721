// The JSON files and archives of a folder: the bucket layout, a folder for each ecosystem, or loose files.
// Hidden names are left out; a link to a file is followed, a link to a folder is not.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportContext, RawRecord } from './import-context.ts';
import { folderDepthMax, recordBytesMax } from './import-limits.ts';
import { readZipRecords } from './read-zip-records.ts';

export async function* readFolderRecords(
  folder: string,
  context: ImportContext,
  depth = 1,
): AsyncGenerator<RawRecord> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  for (const entry of visible.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    context.throwIfStopped();
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth < folderDepthMax) yield* readFolderRecords(path, context, depth + 1);
    } else if (entry.name.endsWith('.zip')) {
      yield* readZipRecords(path, context);
    } else if (entry.name.endsWith('.json')) {
      yield* readJsonFile(path, context);
    }
  }
}

export async function* readJsonFile(
  path: string,
  context: ImportContext,
): AsyncGenerator<RawRecord> {
  const facts = await stat(path);
  if (!facts.isFile()) return;
  if (facts.size > recordBytesMax) {
    yield { kind: 'too-large', name: path };
    return;
  }
  context.spend(facts.size);
  yield { kind: 'bytes', name: path, bytes: await readFile(path) };
}
