// An image as policies see it, with one finding and everything known of both. For tests only.
import { judgeImage } from '../src/policy/judge-image.ts';
import type { JudgedFacts, JudgedFinding, JudgedImage } from '../src/policy/judged-image.ts';
import type { Policy } from '../src/policy/policy.ts';
import { dayMs } from '../src/policy/truth.ts';

/** When the sample is judged. */
export const sampleNow = Date.parse('2026-01-31T00:00:00Z');
export const ago = (days: number): number => sampleNow - days * dayMs;

export const sampleFinding: JudgedFinding = {
  advisoryId: 'CVE-2025-1',
  ids: ['CVE-2025-1', 'GHSA-aaaa'],
  packageName: 'openssl',
  packageVersion: '3.0.1',
  severity: 'critical',
  fixedIn: '3.0.2',
  knownExploited: false,
  epss: 0.2,
  publishedAtMs: ago(10),
  fixKnownAtMs: ago(8),
  firstSeenAtMs: ago(3),
};

export const sampleFacts: JudgedFacts = {
  createdAtMs: ago(40),
  baseCreatedAtMs: ago(100),
  user: '1000:1000',
  secrets: 0,
  licenses: [
    { license: 'MIT', packages: 3, example: 'left-pad' },
    { license: 'MIT OR GPL-3.0-only', packages: 1, example: 'either' },
  ],
  unlicensedPackages: 0,
  signedBy: ['release'],
};

export function sampleImage(changes: Partial<JudgedImage> = {}): JudgedImage {
  return {
    place: {
      registry: 'registry.example',
      repository: 'team/app',
      tag: 'v1',
      digests: ['sha256:a'],
    },
    scan: 'whole',
    uncovered: [],
    findings: [sampleFinding],
    facts: sampleFacts,
    ...changes,
  };
}

export function samplePolicy(when: Policy['when'], changes: Partial<Policy> = {}): Policy {
  return { name: 'rule', effect: 'block', when, ...changes };
}

export function verdictOf(rule: Policy, judged: JudgedImage = sampleImage()) {
  return judgeImage(judged, { policies: [rule], accepted: [] }, sampleNow);
}

/** With one thing about the finding not known. */
export const without = (field: keyof JudgedFinding): Partial<JudgedImage> => {
  const { [field]: _, ...rest } = sampleFinding;
  return { findings: [rest as JudgedFinding] };
};
