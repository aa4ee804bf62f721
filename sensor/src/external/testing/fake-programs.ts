// Programs that stand in for Trivy and Grype: small scripts that write a report in the form of theirs and leave a note of how
// they were called.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const sampleReports = {
  trivy: {
    SchemaVersion: 2,
    ArtifactType: 'container_image',
    Results: [
      {
        Target: 'debian 12',
        Class: 'os-pkgs',
        Type: 'debian',
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2024-1',
            VendorIDs: ['DSA-1-1'],
            PkgName: 'openssl',
            PkgIdentifier: { PURL: 'pkg:deb/debian/openssl@3.0.1?arch=amd64' },
            InstalledVersion: '3.0.1',
            FixedVersion: '3.0.2',
            Severity: 'CRITICAL',
            Title: 'openssl: a flaw',
          },
        ],
      },
      { Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg', Vulnerabilities: null },
    ],
  },
  grype: {
    matches: [
      {
        vulnerability: {
          id: 'CVE-2024-1',
          severity: 'Critical',
          description: 'openssl: a flaw',
          fix: { versions: ['3.0.2'], state: 'fixed' },
        },
        relatedVulnerabilities: [],
        artifact: {
          name: 'openssl',
          version: '3.0.1',
          type: 'deb',
          purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64',
        },
      },
    ],
    source: { type: 'image' },
  },
} as const;

export interface FakeProgram {
  readonly path: string;
  /** What it was called with: its arguments, its environment, the files of the layout. */
  readonly notePath: string;
}

/** `behaviour` is a shell line after the note is written. */
export function fakeProgram(folder: string, name: string, behaviour: string): FakeProgram {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const notePath = join(folder, `${name}.note`);
  const layout = name === 'trivy' ? '"$3"' : '"$' + '{1#oci-dir:}"';
  writeFileSync(
    path,
    [
      '#!/bin/sh',
      `{ echo "arguments $*"; env; (cd ${layout} && find . -type f | sort); } > '${notePath}'`,
      behaviour,
      '',
    ].join('\n'),
  );
  chmodSync(path, 0o755);
  return { path, notePath };
}

export function printing(folder: string, name: string, report: unknown): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, typeof report === 'string' ? report : JSON.stringify(report));
  return `cat '${path}'`;
}
