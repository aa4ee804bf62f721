// From what os-release says to the names under which advisories speak of that distro and release. Only the release
// itself counts: advisories of Debian 10 say nothing about Debian 12.
import type { Distro, PackageType } from '../protocol/inventory.ts';

export interface DistroEcosystems {
  /** The package type the distro's advisories are about. */
  readonly packageType: PackageType;
  /** The first is the one people are shown. */
  readonly ecosystems: readonly string[];
  /** Paid extended maintenance: used for packages that come from there, or when nothing else is known. */
  readonly extended: readonly string[];
}

type Rule = (distro: Distro) => DistroEcosystems;

// Releases of Debian by code name, for images whose os-release has no VERSION_ID.
const debianReleases: Readonly<Record<string, string>> = {
  wheezy: '7',
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
};

const redHatRepositories = [
  'baseos',
  'appstream',
  'crb',
  'highavailability',
  'resilientstorage',
  'nfv',
  'realtime',
  'sap',
  'sap_hana',
  'supplementary',
];

const suseProducts = [
  'Server',
  'Module for Basesystem',
  'Module for Server Applications',
  'Module for Web and Scripting',
  'Module for Development Tools',
  'Module for Containers',
  'Module for Python 3',
  'Module for Legacy',
];

const rules: Readonly<Record<string, Rule>> = {
  debian: debian,
  raspbian: debian,
  ubuntu: ubuntu,
  alpine: alpine,
  wolfi: () => apk('Wolfi'),
  chainguard: () => apk('Chainguard', 'Wolfi'),
  minimos: () => apk('MinimOS'),
  alpaquita: (distro) => apk(`Alpaquita:${firstNumbers(distro, 1) || 'stream'}`),
  almalinux: (distro) => rpm(`AlmaLinux:${firstNumbers(distro, 1)}`),
  rocky: (distro) => rpm(`Rocky Linux:${firstNumbers(distro, 1)}`),
  rhel: redHat,
  centos: redHat,
  opensuse: openSuse,
  'opensuse-leap': openSuse,
  'opensuse-tumbleweed': () => rpm('openSUSE:Tumbleweed'),
  sles: suse,
  sled: suse,
  openeuler: openEuler,
  mageia: (distro) => rpm(`Mageia:${firstNumbers(distro, 1)}`),
  azurelinux: (distro) => rpm(`Azure Linux:${firstNumbers(distro, 1)}`),
  mariner: (distro) => rpm(`Azure Linux:${firstNumbers(distro, 1)}`),
  photon: (distro) => rpm(`Photon OS:${firstNumbers(distro, 2)}`),
  // No OSV records exist for these; naming them lets the report say what is missing.
  ol: (distro) => rpm(`Oracle Linux:${firstNumbers(distro, 1)}`),
  amzn: (distro) => rpm(`Amazon Linux:${distro.versionId ?? ''}`),
  fedora: (distro) => rpm(`Fedora:${distro.versionId ?? ''}`),
};

export function distroEcosystems(distro: Distro): DistroEcosystems | undefined {
  const id = distro.id.toLowerCase();
  return Object.hasOwn(rules, id) ? rules[id]?.(distro) : undefined;
}

function debian(distro: Distro): DistroEcosystems {
  const codename = distro.versionCodename?.toLowerCase().split('/', 1)[0] ?? '';
  const release = Object.hasOwn(debianReleases, codename) ? debianReleases[codename] : undefined;
  const major = distro.versionId === undefined ? undefined : firstNumbers(distro, 1);
  const ecosystem = `Debian:${major || release || codename || 'unstable'}`;
  return { packageType: 'deb', ecosystems: [ecosystem], extended: [] };
}

function ubuntu(distro: Distro): DistroEcosystems {
  const release = distro.versionId ?? '';
  const isLongTerm = /^[0-9]*[02468]\.04$/.test(release);
  const spellings = [`Ubuntu:${release}:LTS`, `Ubuntu:${release}`];
  return {
    packageType: 'deb',
    ecosystems: isLongTerm ? spellings : spellings.toReversed(),
    extended: [`Ubuntu:Pro:${release}:LTS`],
  };
}

/** A release in the making, `3.21.0_alpha20240923`, is the rolling edge. */
function alpine(distro: Distro): DistroEcosystems {
  const isEdge = /_alpha|edge/.test(`${distro.versionId ?? 'edge'} ${distro.prettyName ?? ''}`);
  return apk(isEdge ? 'Alpine:edge' : `Alpine:v${firstNumbers(distro, 2)}`);
}

function redHat(distro: Distro): DistroEcosystems {
  const release = `Red Hat:enterprise_linux:${firstNumbers(distro, 1)}`;
  return rpm(release, ...redHatRepositories.map((repository) => `${release}::${repository}`));
}

function openSuse(distro: Distro): DistroEcosystems {
  return rpm(`openSUSE:Leap ${distro.versionId ?? ''}`);
}

function suse(distro: Distro): DistroEcosystems {
  const [major = '', minor = '0'] = (distro.versionId ?? '').split('.');
  const release = minor === '0' ? major : `${major} SP${minor}`;
  return rpm(...suseProducts.map((product) => `SUSE:Linux Enterprise ${product} ${release}`));
}

/** `24.03 (LTS-SP1)` in PRETTY_NAME is `24.03-LTS-SP1` in advisories. */
function openEuler(distro: Distro): DistroEcosystems {
  const edition = /\((LTS(?:-SP[0-9]+)?)\)/.exec(distro.prettyName ?? '')?.[1];
  return rpm(`openEuler:${distro.versionId ?? ''}${edition === undefined ? '' : `-${edition}`}`);
}

function apk(...ecosystems: readonly string[]): DistroEcosystems {
  return { packageType: 'apk', ecosystems, extended: [] };
}

function rpm(...ecosystems: readonly string[]): DistroEcosystems {
  return { packageType: 'rpm', ecosystems, extended: [] };
}

/** The first `count` dotted numbers of VERSION_ID; `9.3` by one is `9`. */
function firstNumbers(distro: Distro, count: number): string {
  return (
    (distro.versionId ?? '')
      .match(/[0-9]+/g)
      ?.slice(0, count)
      .join('.') ?? ''
  );
}
