// Whether a record that names a package is about this build of it: its architecture, and its stream of a module.
import type { AffectedPackage } from '../advisories/advisory-row.ts';
import { isModular, isModularVersion } from '../advisories/module-streams.ts';
import type { PackageLookup } from './package-lookups.ts';
import { compareRpm } from './version-order/compare-rpm.ts';
import { versionOrderOf } from './version-order/version-order-of.ts';

export function isAbout(affected: AffectedPackage, lookup: PackageLookup): boolean {
  return isOfArchitecture(affected, lookup) && isOfModule(affected, lookup);
}

/** What is not said on either side is no difference. */
function isOfArchitecture({ architectures }: AffectedPackage, lookup: PackageLookup): boolean {
  const { architecture } = lookup;
  if (architectures === undefined || architecture === undefined) return true;
  return isIndependent(architecture) || architectures.includes(architecture);
}

function isIndependent(architecture: string): boolean {
  return architecture === 'noarch' || architecture === 'all';
}

/** A module's build is fixed by updates of its stream only, and what is no module's by none of them. */
function isOfModule(affected: AffectedPackage, { modularity, version }: PackageLookup): boolean {
  if (versionOrderOf(affected.ecosystem) !== compareRpm) return true;
  const isInModule = modularity !== undefined || isModularVersion(version);
  const hasFix = affected.ranges.some(({ events }) => events.some(([kind]) => kind === 'fixed'));
  const isForModule = isModular(affected);
  // Without a fix a record says nothing of modules.
  if (isInModule !== isForModule) return !hasFix;
  const streams = affected.moduleStreams;
  if (modularity === undefined || streams === undefined) return true;
  return streams.includes(modularity.split(':', 2).join(':'));
}
