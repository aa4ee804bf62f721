// Modules of rpm distros: the same package in several streams, each with updates of its own. Records name the stream in
// their summary only, `Important: nodejs:16 security update`; the version of the fix says that there is one.
import type { AffectedPackage } from './advisory-row.ts';

const streamsMax = 20;

export function moduleStreamsNamed(summary: string): readonly string[] {
  const afterRating = summary.replace(/^[A-Za-z]+: /, '');
  const named = afterRating.matchAll(/(?<![\w.-])([a-z][a-z0-9_+.-]*:[a-z0-9][a-z0-9_.-]*)/gi);
  return [...named].map(([stream]) => stream).slice(0, streamsMax);
}

export function withModuleStreams(
  affected: AffectedPackage,
  moduleStreams: readonly string[],
): AffectedPackage {
  if (moduleStreams.length === 0 || !isModular(affected)) return affected;
  return { ...affected, moduleStreams };
}

export function isModular({ ranges, versions }: AffectedPackage): boolean {
  const events = ranges.flatMap((range) => range.events);
  return [...versions, ...events.map(([, version]) => version)].some(isModularVersion);
}

/** `1.module_el8.6.0+2781+fed64c13` of AlmaLinux, `1.module+el8.6.0+1` of Red Hat and Rocky. */
export function isModularVersion(version: string): boolean {
  return /\.module[_+]/.test(version);
}
