// What makes a package of one inventory the same as one of another: its purl without qualifiers, but with an epoch.

/** `deb/debian/libc6@2.36-9`. */
export function packageKey(purl: string): string {
  const [path = '', qualifiers = ''] = purl.replace(/^pkg:/, '').split('#', 1)[0]?.split('?') ?? [];
  const at = path.lastIndexOf('@');
  const name = decodeURIComponent(at === -1 ? path : path.slice(0, at));
  const version = at === -1 ? '' : decodeURIComponent(path.slice(at + 1));
  const epoch = new URLSearchParams(qualifiers).get('epoch') ?? '0';
  return `${name}@${epoch === '0' ? '' : `${epoch}:`}${version}`;
}
