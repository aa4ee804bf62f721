// Which version order an OSV ecosystem uses. An ecosystem that is not here has no order: its packages can be
// compared by equality only.
import { compareApk } from './compare-apk.ts';
import type { VersionOrder } from './compare-digits.ts';
import { compareDpkg } from './compare-dpkg.ts';
import { compareMaven } from './compare-maven.ts';
import { compareNuget } from './compare-nuget.ts';
import { comparePackagist } from './compare-packagist.ts';
import { comparePep440 } from './compare-pep440.ts';
import { compareRpm } from './compare-rpm.ts';
import { compareRubygems } from './compare-rubygems.ts';
import { compareSemver } from './compare-semver.ts';

const orders: ReadonlyMap<string, VersionOrder> = new Map([
  ['Debian', compareDpkg],
  ['Ubuntu', compareDpkg],
  ['Echo', compareDpkg],
  ['Alpine', compareApk],
  ['Wolfi', compareApk],
  ['Chainguard', compareApk],
  ['MinimOS', compareApk],
  ['Alpaquita', compareApk],
  ['BellSoft Hardened Containers', compareApk],
  ['AlmaLinux', compareRpm],
  ['Rocky Linux', compareRpm],
  ['Red Hat', compareRpm],
  ['SUSE', compareRpm],
  ['openSUSE', compareRpm],
  ['openEuler', compareRpm],
  ['Mageia', compareRpm],
  ['Azure Linux', compareRpm],
  ['Photon OS', compareRpm],
  ['npm', compareSemver],
  ['Go', compareSemver],
  ['crates.io', compareSemver],
  ['PyPI', comparePep440],
  ['RubyGems', compareRubygems],
  ['Maven', compareMaven],
  ['NuGet', compareNuget],
  ['Packagist', comparePackagist],
]);

/** The part before the colon decides: `Debian:12` and `Debian:11` order alike. */
export function versionOrderOf(ecosystem: string): VersionOrder | undefined {
  const colon = ecosystem.indexOf(':');
  return orders.get(colon < 0 ? ecosystem : ecosystem.slice(0, colon));
}
