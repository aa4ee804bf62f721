// The files of an archive, in memory: to lay real content out anew in a layer, and to look into a layer in a test.
// It reads what was made here or by npm; archives from elsewhere are the scanner's business.
import { extract } from 'tar-stream';
import type { LayerEntry } from './layer-tar.ts';

/** Files and links; directories are left out. */
export async function readTar(tar: Uint8Array): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const { name, type, linkname, mode } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const common = { path: name, ...(mode === undefined ? {} : { mode }) };
    if (type === 'file') entries.push({ ...common, content: Buffer.concat(chunks) });
    if (type === 'symlink' || type === 'link') {
      entries.push({ ...common, type, target: linkname ?? '' });
    }
  }
  return entries;
}
