// What the build information of a Go program says, as packages: its own module, those it is made of with their
// replacements, and the standard library at the version of the toolchain.
import type { FileReading, ReadingIssue } from './detector.ts';
import { packageText } from './package-text.ts';

export interface GoModule {
  readonly name: string;
  readonly version: string;
}

export interface GoData {
  readonly modules: readonly GoModule[];
}

/** Ten times the largest program seen. */
const modulesMax = 10_000;

export function goData(goVersion: string, moduleText: string): FileReading<GoData> {
  const library = standardLibrary(goVersion);
  const listed = listedModules(moduleText);
  const modules = [...(library === undefined ? [] : [library]), ...listed.slice(0, modulesMax)];
  if (modules.length === 0) return { kind: 'nothing' };
  const issues: ReadingIssue[] =
    listed.length > modulesMax
      ? [{ code: 'ENTRY_LIMIT', detail: `more than ${modulesMax} Go modules` }]
      : [];
  return { kind: 'data', data: { modules }, issues };
}

/** Lines of `mod`, `dep` and, for the module of the line above, `=>`: name, version and sum between tabs. */
function listedModules(text: string): readonly GoModule[] {
  const modules: GoModule[] = [];
  for (const line of text.split('\n', modulesMax * 4)) {
    const [kind, name, version] = line.split('\t', 3);
    if (kind === 'mod' || kind === 'dep') {
      const found = goModule(name, version === '' ? '(devel)' : version);
      if (found !== undefined) modules.push(found);
    } else if (kind === '=>') {
      // A folder as the replacement has no version of its own; the module it stands for is the best guess then.
      const replacement = version === '(devel)' ? undefined : goModule(name, version);
      if (replacement !== undefined && modules.length > 0) {
        modules.splice(-1, 1, replacement);
      }
    }
  }
  return modules;
}

function goModule(name: unknown, version: unknown): GoModule | undefined {
  const text = packageText(name, 'name');
  const at = packageText(version, 'version');
  return text === undefined || at === undefined ? undefined : { name: text, version: at };
}

/** `go1.22.3 X:boringcrypto`, `go1.22rc1`, `devel go1.23-abcdef Mon`: as a semantic version. */
function standardLibrary(goVersion: string): GoModule | undefined {
  const match = /\bgo(\d{1,4}\.\d{1,4})(\.\d{1,4})?(?:(beta|rc)(\d{1,4}))?/.exec(goVersion);
  if (match === null) return undefined;
  const [, release = '', patch = '.0', stage, number = ''] = match;
  const isDevelopment = goVersion.startsWith('devel');
  const suffix = stage === undefined ? (isDevelopment ? '-devel' : '') : `-${stage}.${number}`;
  return { name: 'stdlib', version: `${release}${patch}${suffix}` };
}
