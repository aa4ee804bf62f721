// Python packages by the metadata of each installed one. Lock files and requirements are not read: they say what was
// meant to be installed, not what is there.
// https://packaging.python.org/en/latest/specifications/core-metadata/
import { baseName, parentPath } from '../layer-path.ts';
import { defineDetector, type FileReading } from './detector.ts';
import { findListed } from './listed-packages.ts';
import { isPythonManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';

interface PythonData {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly string[];
}

/** Most carry their whole readme, some a long history. */
const bytesMax = 4 * 1024 * 1024;

/** Real ones have some hundred headers: a line for each file or requirement. */
const headerLinesMax = 20_000;

/** Where Python itself looks for what is installed; elsewhere lie test data and copies. */
const installedFolders = ['site-packages', 'dist-packages'];

const licenseClassifier = 'License :: ';
const osiApproved = 'OSI Approved :: ';

export const pythonDetector = defineDetector<PythonData>({
  name: 'python',
  version: 1,
  namedPaths: [],
  interest: (path) => (isPythonManifestPath(path) ? { bytesMax } : undefined),
  read: readMetadata,
  find: (files) => findListed('pypi', files, (data) => [data]),
});

function readMetadata(path: string, body: Buffer): FileReading<PythonData> {
  const headers = metadataHeaders(body.toString('utf8'));
  const name = packageText(headers.get('name')?.[0], 'name');
  const version = packageText(headers.get('version')?.[0], 'version');
  if (name !== undefined && version !== undefined) {
    return { kind: 'data', data: { name, version, licenses: licensesOf(headers) } };
  }
  return isInstalled(path)
    ? { kind: 'invalid', reason: 'no name and version' }
    : { kind: 'nothing' };
}

/** The metadata lies in the folder Python looks into, alone or in a folder of its own. */
function isInstalled(path: string): boolean {
  const folder = parentPath(path);
  return [folder, parentPath(folder)].some((one) => installedFolders.includes(baseName(one)));
}

/** Up to the first empty line; what follows is the readme. Lines that go on are of no interest here. */
function metadataHeaders(text: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/, headerLinesMax);
  for (const line of lines) {
    if (line === '') break;
    const match = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/.exec(line);
    if (match?.[1] === undefined) continue;
    const name = match[1].toLowerCase();
    const value = (match[2] ?? '').trim();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}

/** The expression is exact, the text may be anything, the classifiers are rough: the first that says something. */
function licensesOf(headers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const expression = licenseTexts(headers.get('license-expression') ?? []);
  if (expression.length > 0) return expression;
  const written = licenseTexts(headers.get('license') ?? []).filter((one) => one !== 'UNKNOWN');
  if (written.length > 0) return written;
  const classifiers = (headers.get('classifier') ?? [])
    .filter((one) => one.startsWith(licenseClassifier))
    .map((one) => one.slice(licenseClassifier.length))
    .map((one) => (one.startsWith(osiApproved) ? one.slice(osiApproved.length) : one))
    .filter((one) => one !== 'OSI Approved');
  return licenseTexts(classifiers);
}
