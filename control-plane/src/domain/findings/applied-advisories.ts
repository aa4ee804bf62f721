// Which advisories were last applied, so that an import beside a stopped server counts too; and what changed with them, for
// the images that only need to look at that.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { languageEcosystemOf } from '@harborguard/shared/match/package-lookups.ts';
import { type PackageType, packageTypes } from '@harborguard/shared/protocol/inventory.ts';
import type { SettingStore } from '../unit-of-work.ts';
import type { ChangedNames } from './finding-store.ts';
import type { ChangedPackage } from './match-loop.ts';

const appliedSetting = 'advisories.applied';
const changesSetting = 'advisories.changes';

export interface Applied {
  readonly builtAtMs: number;
  readonly ecosystems: readonly string[];
}

export async function lastApplied(settings: SettingStore): Promise<Applied | undefined> {
  const text = await settings.get(appliedSetting);
  return text === undefined ? undefined : (JSON.parse(text) as Applied);
}

export async function rememberApplied(settings: SettingStore, applied: Applied): Promise<void> {
  await settings.set(appliedSetting, JSON.stringify(applied));
}

/** All that changed since the oldest request that is still queued. */
export async function changesDue(settings: SettingStore): Promise<readonly ChangedPackage[]> {
  const text = await settings.get(changesSetting);
  return text === undefined ? [] : (JSON.parse(text) as readonly ChangedPackage[]);
}

export async function rememberChanges(
  settings: SettingStore,
  changes: readonly ChangedPackage[],
): Promise<void> {
  await settings.set(changesSetting, JSON.stringify(changes));
}

/** Undefined while other advisories are in use than those whose changes are known. */
export async function changesApplied(
  settings: SettingStore,
  advisories: AdvisoryQuery,
): Promise<readonly ChangedNames[] | undefined> {
  const applied = await lastApplied(settings);
  if (applied?.builtAtMs !== advisories.describe().builtAtMs) return undefined;
  return changedNames(await changesDue(settings));
}

export function changedNames(changed: readonly ChangedPackage[]): readonly ChangedNames[] {
  const byTypes = Map.groupBy(changed, ({ ecosystem }) => typesOf(ecosystem).join(' '));
  return [...byTypes].map(([types, packages]) => ({
    types: types.split(' '),
    names: [...new Set(packages.map(({ packageName }) => packageName))],
  }));
}

/** A distro may keep its packages in any of the system's forms; the release does not matter here. */
function typesOf(ecosystem: string): readonly PackageType[] {
  const [base = ''] = ecosystem.split(':', 1);
  const language = packageTypes.filter((type) => languageEcosystemOf(type) === base);
  return language.length > 0 ? language : ['deb', 'apk', 'rpm'];
}
