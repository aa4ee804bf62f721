// Licences as packages write them, turned into what exchange formats accept. A name that is not certainly an SPDX id
// stays a name: a wrong id is worse than none.

// The ids that cover nearly all packages of distributions and language registries.
const knownIds: ReadonlySet<string> = new Set(
  (
    '0BSD AFL-2.1 AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-2.0 ' +
    'BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSD-4-Clause BSL-1.0 bzip2-1.0.6 CC-BY-3.0 CC-BY-4.0 ' +
    'CC0-1.0 CDDL-1.0 CDDL-1.1 curl EPL-1.0 EPL-2.0 FTL GFDL-1.3-only GFDL-1.3-or-later GPL-1.0-only ' +
    'GPL-1.0-or-later GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later HPND ICU ISC LGPL-2.0-only ' +
    'LGPL-2.0-or-later LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later Libpng MIT MIT-0 MPL-1.1 ' +
    'MPL-2.0 MS-PL NCSA OFL-1.1 OpenSSL PHP-3.01 PostgreSQL PSF-2.0 Python-2.0 Ruby SSPL-1.0 TCL Unicode-3.0 ' +
    'Unlicense UPL-1.0 Vim W3C WTFPL X11 Zlib ZPL-2.1'
  ).split(' '),
);

// Still written everywhere, and still valid SPDX ids.
const formerIds: ReadonlySet<string> = new Set(
  'AGPL-3.0 GFDL-1.3 GPL-1.0 GPL-2.0 GPL-2.0+ GPL-3.0 GPL-3.0+ LGPL-2.0 LGPL-2.1 LGPL-2.1+ LGPL-3.0 LGPL-3.0+'.split(
    ' ',
  ),
);

export function isLicenseId(text: string): boolean {
  return knownIds.has(text) || formerIds.has(text);
}

/** All of them as one SPDX expression, or undefined when one is not understood. */
export function licenseExpression(licenses: readonly string[]): string | undefined {
  if (licenses.length === 0 || !licenses.every(isSimpleExpression)) return undefined;
  const parts = licenses.map((one) => (one.includes(' ') ? `(${one})` : one));
  return parts.length === 1 ? licenses[0] : parts.join(' AND ');
}

/** Ids joined by AND or OR, without brackets. */
function isSimpleExpression(text: string): boolean {
  return text.split(/ (?:AND|OR) /).every(isLicenseId);
}
