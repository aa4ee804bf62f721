// What must be found in each sample image with the sample advisories: the truth the tests of the whole hold against.

export interface ExpectedImageFindings {
  readonly repository: string;
  readonly tags: readonly string[];
  /** One entry a platform; each has the same findings. */
  readonly architectures: readonly string[];
  /** Installed package, its version, and the vulnerabilities found in it. */
  readonly findings: readonly ExpectedFinding[];
}

export type ExpectedFinding = readonly [
  packageName: string,
  version: string,
  cves: readonly [string, ...string[]],
];

const curl = ['CVE-2023-38545'] as const;
const openssl = ['CVE-2023-5363', 'CVE-2024-6119'] as const;

const debianUpgradedBase: readonly ExpectedFinding[] = [
  ['curl', '7.88.1-10', curl],
  ['libcurl4', '7.88.1-10', curl],
  ['libexpat1', '2.5.0-1', ['CVE-2024-45490']],
  ['zlib1g', '1:1.2.13.dfsg-1', ['CVE-2023-45853']],
];

const debianBase: readonly ExpectedFinding[] = [
  ...debianUpgradedBase,
  ['libc-bin', '2.36-9+deb12u1', ['CVE-2023-4911']],
  ['libc6', '2.36-9+deb12u1', ['CVE-2023-4911']],
  ['libssl3', '3.0.9-1', openssl],
  ['openssl', '3.0.9-1', openssl],
];

const alpineUpgradedBase: readonly ExpectedFinding[] = [
  ['busybox', '1.36.1-r0', ['CVE-2022-48174']],
  ['busybox-binsh', '1.36.1-r0', ['CVE-2022-48174']],
  ['libcurl', '8.1.2-r0', curl],
  ['nghttp2-libs', '1.53.0-r0', ['CVE-2023-44487']],
  ['ssl_client', '1.36.1-r0', ['CVE-2022-48174']],
];

const alpineBase: readonly ExpectedFinding[] = [
  ...alpineUpgradedBase,
  ['libcrypto3', '3.1.1-r1', ['CVE-2023-3446', 'CVE-2023-5363']],
  ['libssl3', '3.1.1-r1', ['CVE-2023-3446', 'CVE-2023-5363']],
];

const lodash: ExpectedFinding = ['lodash', '4.17.15', ['CVE-2020-8203', 'CVE-2021-23337']];
const minimist: ExpectedFinding = ['minimist', '1.2.5', ['CVE-2021-44906']];

const amd64 = ['amd64'] as const;

export const sampleFindings: readonly ExpectedImageFindings[] = [
  {
    repository: 'shop/web',
    tags: ['1.4.0', 'latest'],
    architectures: amd64,
    findings: [
      ...debianBase,
      lodash,
      minimist,
      ['axios', '0.21.0', ['CVE-2020-28168', 'CVE-2021-3749']],
    ],
  },
  {
    repository: 'shop/api',
    tags: ['2.0.1', 'stable'],
    architectures: amd64,
    findings: [
      ...debianBase,
      ['debug', '2.6.8', ['CVE-2017-16137']],
      ['jsonwebtoken', '8.5.1', ['CVE-2022-23540']],
      ['node-forge', '0.10.0', ['CVE-2022-24771', 'CVE-2022-24773']],
    ],
  },
  {
    repository: 'shop/worker',
    tags: ['0.8.0'],
    architectures: amd64,
    findings: [...debianBase, lodash, minimist],
  },
  {
    repository: 'shop/worker',
    tags: ['0.9.0', 'latest'],
    architectures: amd64,
    findings: debianUpgradedBase,
  },
  {
    repository: 'platform/edge',
    tags: ['3.18', 'latest'],
    architectures: ['amd64', 'arm64'],
    findings: alpineBase,
  },
  {
    repository: 'platform/batch',
    tags: ['2024.1'],
    architectures: amd64,
    findings: [
      ...alpineUpgradedBase,
      ['axios', '0.21.1', ['CVE-2021-3749']],
      ['semver', '7.3.5', ['CVE-2022-25883']],
    ],
  },
  {
    repository: 'tools/builder',
    tags: ['7'],
    architectures: amd64,
    findings: [['word-wrap', '1.2.3', ['CVE-2023-26115']]],
  },
  { repository: 'tools/static', tags: ['1'], architectures: amd64, findings: [] },
];
