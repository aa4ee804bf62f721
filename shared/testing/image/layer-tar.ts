// Archives for layers, byte for byte the same each time. It writes any name it is given, also hostile ones.
import { pack } from 'tar-stream';

export interface LayerEntry {
  /** As it shall stand in the archive: `etc/os-release`, `usr/.wh.share`, `app/.wh..wh..opq`. */
  readonly path: string;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link';
  readonly content?: string | Uint8Array;
  /** Where a symbolic or hard link points. */
  readonly target?: string;
  readonly mode?: number;
}

const entryTime = new Date(Date.UTC(2026, 0, 1));

export async function layerTar(entries: readonly LayerEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const entry of entries) {
    const body = Buffer.from(entry.content ?? '');
    archive.entry(headerOf(entry, body.length), body);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The entry that removes `path` from the layers below. */
export function whiteout(path: string): LayerEntry {
  const cut = path.lastIndexOf('/') + 1;
  return { path: `${path.slice(0, cut)}.wh.${path.slice(cut)}` };
}

/** The entry that hides everything the layers below have in `folder`. */
export function opaqueMarker(folder: string): LayerEntry {
  return { path: `${folder}/.wh..wh..opq` };
}

function headerOf(entry: LayerEntry, size: number) {
  const type = entry.type ?? 'file';
  return {
    name: entry.path,
    type,
    size: type === 'file' ? size : 0,
    mode: entry.mode ?? (type === 'directory' ? 0o755 : 0o644),
    mtime: entryTime,
    ...(entry.target === undefined ? {} : { linkname: entry.target }),
  };
}
