// Where people read more about an advisory, and how its ratings are called in exchange formats. Nothing is fetched.
import type { Severity } from '../advisories/advisory-row.ts';

export function advisoryUrl(id: string): string {
  return `https://osv.dev/vulnerability/${encoded(id)}`;
}

/** The home of an id, for lists of other names of the same vulnerability. */
export function advisorySource(id: string): { readonly name: string; readonly url: string } {
  if (id.startsWith('CVE-')) {
    return { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${encoded(id)}` };
  }
  if (id.startsWith('GHSA-')) {
    return { name: 'GitHub', url: `https://github.com/advisories/${encoded(id)}` };
  }
  return { name: 'OSV', url: advisoryUrl(id) };
}

/** Ids come from outside; half a surrogate pair would throw. */
function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

const methods: Readonly<Record<string, string>> = {
  'CVSS:4.0': 'CVSSv4',
  'CVSS:3.1': 'CVSSv31',
  'CVSS:3.0': 'CVSSv3',
  'CVSS:2.0': 'CVSSv2',
};

export function ratingMethod({ origin, vector }: Severity): string {
  const prefix = vector?.split('/', 1)[0] ?? '';
  return methods[origin.split(' ', 1)[0] ?? ''] ?? methods[prefix] ?? 'other';
}
