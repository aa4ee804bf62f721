// What makes a package of one inventory the same as one of another: its purl without qualifiers, but with an epoch, and
// without what is only another spelling.

/** `deb/debian/libc6@2.36-9`. */
export function packageKey(purl: string): string {
  const [path = '', qualifiers = ''] = purl.replace(/^pkg:/, '').split('#', 1)[0]?.split('?') ?? [];
  const at = path.lastIndexOf('@');
  const name = decodeURIComponent(at === -1 ? path : path.slice(0, at));
  const version = at === -1 ? '' : decodeURIComponent(path.slice(at + 1));
  const epoch = new URLSearchParams(qualifiers).get('epoch') ?? '0';
  return plainSpelling(`${name}@${epoch === '0' ? '' : `${epoch}:`}${version}`);
}

/** Names of Python as PEP 503 writes them; of Go no `v` before the version of its library, and no version for none. */
function plainSpelling(key: string): string {
  const [, name = '', version = ''] = /^pypi\/([^@]+)@(.*)$/.exec(key) ?? [];
  if (name !== '') return `pypi/${name.toLowerCase().replace(/[-_.]+/g, '-')}@${version}`;
  return key
    .replace(/^golang\/stdlib@v/, 'golang/stdlib@')
    .replace(/^(golang\/.*@)\(devel\)$/, '$1');
}
