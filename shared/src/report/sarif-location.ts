// How files of an image are named in SARIF.

/** A relative reference: its first part must not read as a scheme. RFC 3986, section 4.2. */
export function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
