// Where what somebody types or pastes into the search leads: advisories, digests and packages with a version give
// themselves away; anything else is part of an image's name.

/** By those who publish advisories; without them a tag such as `RC-1` would be taken for one. */
const advisoryName =
  /^((CVE|GHSA)-|(GO|RUSTSEC|PYSEC|MAL|DSA|DLA|USN|RHSA|ALAS\d*|ELSA|(ALPINE|DEBIAN|UBUNTU)-CVE)-\d{3})/i;
const digest = /(?:^|@)(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const versionedPackage = /[<>=]|\w@[\dv]/;
/** What stands before the first slash is a host where it has a dot or a port, as in every reference. */
const host = /^(?:[^/\s]*[.:][^/\s]*|localhost)\/(?=[^\s])/;

export function searchPlace(text: string) {
  const named = digest.exec(text)?.[1];
  if (named !== undefined) return { to: '/images/$digest', params: { digest: named } } as const;
  if (advisoryName.test(text)) {
    return { to: '/advisories/$id', params: { id: spelled(text) } } as const;
  }
  return versionedPackage.test(text)
    ? ({ to: '/packages', search: { package: text } } as const)
    : ({ to: '/images', search: { search: text.replace(host, '') } } as const);
}

/** `CVE-2021-44228`, but `GHSA-jfh8-c2jp-5v3q`: behind the prefix these are written small. */
function spelled(name: string): string {
  return /^ghsa/i.test(name) ? `GHSA${name.slice(4).toLowerCase()}` : name.toUpperCase();
}
