// Which Maven artifact a jar is: by what Maven wrote into it, else by its manifest, else by its file name.
// A group that nothing tells is left out, not guessed: advisories are about the right one only.
import { baseName } from '../layer-path.ts';
import { knownGroup } from './java-known-groups.ts';
import type { TextFields } from './java-manifest.ts';
import { packageText } from './package-text.ts';

export interface JavaCoordinates {
  readonly group?: string;
  readonly artifact: string;
  readonly version: string;
}

/** Of groups and artifacts; no title for people and no placeholder that a build forgot to fill in. */
const identifier = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
/** Groups are domain names in reverse. */
const groupLike = /^[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/;

export function pomCoordinates(fields: TextFields): JavaCoordinates | undefined {
  const group = identifierOf(fields.get('groupId'));
  const artifact = identifierOf(fields.get('artifactId'));
  const version = versionOf(fields.get('version'));
  if (group === undefined || artifact === undefined || version === undefined) return undefined;
  return { group, artifact, version };
}

export function manifestCoordinates(fields: TextFields, path: string): JavaCoordinates | undefined {
  const file = fileCoordinates(path);
  const symbolicName = identifierOf(fields.get('bundle-symbolicname')?.split(';')[0]?.trim());
  const title = identifierOf(fields.get('implementation-title'));
  const version =
    versionOf(fields.get('implementation-version')) ??
    versionOf(fields.get('bundle-version')) ??
    versionOf(fields.get('specification-version')) ??
    file?.version;
  // Repositories name files `artifact-version.jar`, so a title that differs is one for people.
  const artifact = file?.artifact ?? title ?? symbolicName ?? identifierOf(stem(path));
  if (version === undefined || artifact === undefined) return undefined;
  const group = groupOf(fields, artifact, symbolicName);
  return { artifact, version, ...(group === undefined ? {} : { group }) };
}

/** `guava-30.1-jre.jar`, `log4j-1.2-api-2.14.1.jar`, `a-1.0-20240102.030405-6.jar`. */
function fileCoordinates(path: string): { artifact: string; version: string } | undefined {
  const name = stem(path);
  const snapshot = /-\d[^-]*-\d{8}\.\d{6}-\d+$/.exec(name);
  const cut = snapshot?.index ?? lastVersionStart(name);
  const artifact = identifierOf(name.slice(0, Math.max(cut, 0)));
  const version = versionOf(/^\d+(?:\.|$)/.test(name.slice(cut + 1)) ? name.slice(cut + 1) : '');
  return artifact === undefined || version === undefined ? undefined : { artifact, version };
}

function lastVersionStart(name: string): number {
  for (let cut = name.lastIndexOf('-'); cut > 0; cut = name.lastIndexOf('-', cut - 1)) {
    if (/^\d/.test(name.slice(cut + 1, cut + 2))) return cut;
  }
  return -1;
}

function groupOf(
  fields: TextFields,
  artifact: string,
  symbolicName: string | undefined,
): string | undefined {
  const known = knownGroup(artifact);
  if (known !== undefined) return known;
  const vendor = fields.get('implementation-vendor-id')?.trim() ?? '';
  if (groupLike.test(vendor)) return identifierOf(vendor);
  const ending = `.${artifact}`;
  return symbolicName?.endsWith(ending) ? symbolicName.slice(0, -ending.length) : undefined;
}

function stem(path: string): string {
  return baseName(path).replace(/\.[^.]*$/, '');
}

function identifierOf(text: string | undefined): string | undefined {
  return identifier.test(text ?? '') && (text ?? '').length <= 200 ? text : undefined;
}

function versionOf(text: string | undefined): string | undefined {
  const version = packageText(text?.trim(), 'version');
  return version === undefined || /[${}]/.test(version) || !/\d/.test(version)
    ? undefined
    : version;
}
