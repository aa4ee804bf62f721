// Paths as layers write them, brought to one form: no leading `./` or `/`, no trailing `/`, the root is ''.

export type LayerPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'refused' };

/** Nothing, `.` or `..` between slashes, or a NUL. */
const unusual = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** Refuses `..`, which no tool that makes layers writes, and NUL, which no file name has. */
export function parseLayerPath(raw: string): LayerPath {
  const start = raw.startsWith('./') ? 2 : 0;
  const plain = raw.slice(start, raw.endsWith('/') ? -1 : raw.length);
  if (!unusual.test(plain)) return { kind: 'path', path: plain };
  if (raw.includes('\0')) return { kind: 'refused' };
  const segments = raw.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') ? { kind: 'refused' } : { kind: 'path', path: segments.join('/') };
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut === -1 ? '' : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path itself and every folder above it, up to and with the root. */
export function pathAndAncestors(path: string): readonly string[] {
  const all = [path];
  for (let current = path; current !== ''; ) {
    current = parentPath(current);
    all.push(current);
  }
  return all;
}
