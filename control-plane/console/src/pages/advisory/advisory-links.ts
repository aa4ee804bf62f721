// Where more is written about an advisory, by what its names look like. These are links only: the console asks nobody.

export interface AdvisoryLink {
  readonly label: string;
  readonly href: string;
}

const sources: readonly {
  readonly pattern: RegExp;
  readonly label: string;
  readonly address: (id: string) => string;
}[] = [
  {
    pattern: /^CVE-\d{4}-\d+$/,
    label: 'NVD',
    address: (id) => `https://nvd.nist.gov/vuln/detail/${id}`,
  },
  {
    pattern: /^CVE-\d{4}-\d+$/,
    label: 'CVE record',
    address: (id) => `https://www.cve.org/CVERecord?id=${id}`,
  },
  {
    pattern: /^GHSA(-[\da-z]{4}){3}$/,
    label: 'GitHub',
    address: (id) => `https://github.com/advisories/${id}`,
  },
  {
    pattern: /^(DSA|DLA)-\d+(-\d+)?$/,
    label: 'Debian',
    address: (id) => `https://security-tracker.debian.org/tracker/${id}`,
  },
  {
    pattern: /^USN-\d+-\d+$/,
    label: 'Ubuntu',
    address: (id) => `https://ubuntu.com/security/notices/${id}`,
  },
  {
    pattern: /^RH[SBE]A-\d{4}:\d+$/,
    label: 'Red Hat',
    address: (id) => `https://access.redhat.com/errata/${id}`,
  },
  {
    pattern: /^GO-\d{4}-\d+$/,
    label: 'Go',
    address: (id) => `https://pkg.go.dev/vuln/${id}`,
  },
];
const linksMax = 12;

export function advisoryLinks(ids: readonly string[]): readonly AdvisoryLink[] {
  return ids
    .flatMap((id) =>
      sources
        .filter(({ pattern }) => pattern.test(id))
        .map(({ label, address }) => ({ label: `${label}: ${id}`, href: address(id) })),
    )
    .slice(0, linksMax);
}
