// .NET packages by the dependency file that is published with each program. Project and lock files are not read:
// they say what was meant to be published, not what is there.
// https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md
import { defineDetector, type FileReading } from './detector.ts';
import { dataWithinLimit, findListed } from './listed-packages.ts';
import { isDotnetManifestPath } from './manifest-paths.ts';
import { packageText } from './package-text.ts';
import { isRecord, parseJson } from './parse-json.ts';

interface DotnetPackage {
  readonly name: string;
  readonly version: string;
}

interface DotnetData {
  readonly packages: readonly DotnetPackage[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Large services have one or two MiB. */
const bytesMax = 16 * 1024 * 1024;

/** Ten times the largest program seen. */
const librariesMax = 20_000;

/** The parts of a library that are published; one without any was only needed to compile, or only names others. */
const publishedAssets = ['runtime', 'runtimeTargets', 'native', 'resources'];

/** A program that brings its runtime along names it with this before the name of its package. */
const runtimePackPrefix = 'runtimepack.';

export const dotnetDetector = defineDetector<DotnetData>({
  name: 'dotnet',
  version: 1,
  namedPaths: [],
  interest: (path) => (isDotnetManifestPath(path) ? { bytesMax } : undefined),
  read: (_path, body) => readDependencies(parseJson(body)),
  find: (files) => findListed('nuget', files, ({ packages }) => packages),
});

function readDependencies(document: unknown): FileReading<DotnetData> {
  const libraries = isRecord(document) ? document['libraries'] : undefined;
  if (!isRecord(document) || !isRecord(libraries)) {
    return { kind: 'invalid', reason: 'no libraries' };
  }
  const target = runtimeTarget(document);
  const all = Object.entries(libraries);
  const packages = all
    .slice(0, librariesMax)
    .filter(([key]) => target === undefined || isPublished(ownValue(target, key)))
    .flatMap(([key, library]) => packageOf(key, library) ?? []);
  const limits = { entries: all.length, limit: librariesMax, noun: 'libraries' };
  return dataWithinLimit({ packages }, limits);
}

/** What is published for the framework and platform the file was written for; undefined when it does not say. */
function runtimeTarget(document: JsonObject): JsonObject | undefined {
  const named = document['runtimeTarget'];
  // Old files have the name itself in place of the object that holds it.
  const name = isRecord(named) ? named['name'] : named;
  const targets = document['targets'];
  if (typeof name !== 'string' || !isRecord(targets)) return undefined;
  const target = ownValue(targets, name);
  return isRecord(target) && Object.keys(target).length > 0 ? target : undefined;
}

function isPublished(entry: unknown): boolean {
  return isRecord(entry) && publishedAssets.some((asset) => Object.hasOwn(entry, asset));
}

/** Keys are `name/version`; libraries of other types are the program's own projects. */
function packageOf(key: string, library: unknown): DotnetPackage | undefined {
  const type = isRecord(library) ? String(library['type']).toLowerCase() : undefined;
  const [fullName = '', writtenVersion, ...more] = key.split('/');
  const isPack = type === 'runtimepack' && fullName.startsWith(runtimePackPrefix);
  if ((type !== 'package' && !isPack) || more.length > 0) return undefined;
  const name = packageText(isPack ? fullName.slice(runtimePackPrefix.length) : fullName, 'name');
  const version = packageText(writtenVersion, 'version');
  return name === undefined || version === undefined ? undefined : { name, version };
}

/** Names come from the file, and `constructor` may be one. */
function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
