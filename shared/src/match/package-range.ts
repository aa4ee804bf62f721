// A package with a range of versions as people type it: `log4j-core < 2.17`, `openssl >= 3.0, < 3.0.7`, `lodash@4.17.20`.
// Versions are compared in the order of the package's own ecosystem.
import type { PackageType } from '../protocol/inventory.ts';
import { languageEcosystemOf } from './package-lookups.ts';
import { versionOrderOf } from './version-order/version-order-of.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!=';

export interface VersionBound {
  readonly comparison: Comparison;
  readonly version: string;
}

export interface PackageRange {
  readonly name: string;
  /** All of them hold. */
  readonly bounds: readonly VersionBound[];
}

export type ParsedPackage =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'range'; readonly range: PackageRange }
  | { readonly kind: 'invalid'; readonly rule: string };

/** Nobody types more. */
const boundsMax = 8;
const bound = /^(<=|>=|!=|==|=|<|>)\s*([^\s<>=!,]+)$/;

export function parsePackageRange(text: string): ParsedPackage {
  const start = text.search(/[<>=!]/);
  if (start < 0) return byVersion(text.trim());
  const name = text.slice(0, start).trim();
  if (name === '' || /\s|\*/.test(name)) return invalid('a name before the first comparison');
  const parts = text
    .slice(start)
    .replace(/([<>=!])\s+(?=[^<>=!\s])/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  if (parts.length > boundsMax) return invalid(`at most ${boundsMax} comparisons`);
  const bounds: VersionBound[] = [];
  for (const part of parts) {
    const [, comparison, version = ''] = bound.exec(part) ?? [];
    if (comparison === undefined)
      return invalid('name, then comparisons such as `>= 3.0, < 3.0.7`');
    bounds.push({ comparison: comparison === '==' ? '=' : (comparison as Comparison), version });
  }
  return { kind: 'range', range: { name, bounds } };
}

/** Whether a package of this type and version is within the range. What cannot be compared is not. */
export function isWithin({ bounds }: PackageRange, type: string, version: string): boolean {
  return bounds.every(({ comparison, version: limit }) => {
    const order = version === limit ? 0 : compareVersions(type, version, limit);
    return order !== undefined && holds[comparison](order);
  });
}

const holds: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
};

const distroEcosystems: Readonly<Record<string, string>> = {
  deb: 'Debian',
  apk: 'Alpine',
  rpm: 'Red Hat',
};

/** In the order of the ecosystem that packages of this type belong to; undefined where there is none. */
export function compareVersions(type: string, left: string, right: string): number | undefined {
  const ecosystem = distroEcosystems[type] ?? languageEcosystemOf(type as PackageType);
  return ecosystem === undefined ? undefined : versionOrderOf(ecosystem)?.(left, right);
}

/** `lodash@4.17.20`; the scope of `@types/node` is no version. */
function byVersion(text: string): ParsedPackage {
  const at = text.lastIndexOf('@');
  const version = text.slice(at + 1);
  if (at <= 0 || version === '' || version.includes('/')) return { kind: 'name', name: text };
  const bounds = [{ comparison: '=', version }] as const;
  return { kind: 'range', range: { name: text.slice(0, at), bounds } };
}

function invalid(rule: string): ParsedPackage {
  return { kind: 'invalid', rule };
}
