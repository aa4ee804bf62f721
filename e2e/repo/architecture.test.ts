// The shape of the project as a test: who imports whom, which package lives where, what production code never calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bannedText, importRules, packageHomes, testKit } from './import-rules.ts';
import { importsOf, importTarget, packageOf, type SourceFile, sourceFiles } from './source-file.ts';

const files = sourceFiles();

test('every file lives in a folder that the import table knows', () => {
  const homeless = files.filter((file) => folderOf(file.path) === undefined);

  assert.deepEqual(
    homeless.map((file) => file.path),
    [],
  );
});

test('files import only from the folders their own folder may see', () => {
  assert.deepEqual(files.flatMap(forbiddenImports), []);
});

test('packages with one home are imported there and nowhere else', () => {
  assert.deepEqual(files.filter((file) => !file.isTest).flatMap(strayPackages), []);
});

test('the domain of the control plane imports no package that does input or output', () => {
  const allowed = new Set([
    'node:assert/strict',
    'node:crypto',
    'node:buffer',
    'node:zlib',
    'croner',
    'minimatch',
    'typebox',
    'typebox/value',
  ]);
  const found = files
    .filter((file) => file.path.startsWith('control-plane/src/domain/') && !file.isTest)
    .flatMap((file) =>
      file.imports
        .filter((name) => importTarget(file.path, name) === undefined && !allowed.has(name))
        .map((name) => `${file.path}: ${name}`),
    );

  assert.deepEqual(found, []);
});

test('shared code does no input or output', () => {
  const banned = /^node:(fs|net|http|https|tls|dns|child_process|worker_threads|timers|process)/;
  const found = files
    .filter((file) => file.path.startsWith('shared/src/') && !file.isTest)
    .flatMap((file) =>
      file.imports.filter((name) => banned.test(name)).map((name) => `${file.path}: ${name}`),
    );

  assert.deepEqual(found, []);
});

for (const { pattern, instead, allowedIn } of bannedText) {
  test(`production code uses ${instead} where ${pattern.source} would stand`, () => {
    const found = files
      .filter((file) => !file.isTest && !allowedIn.includes(file.path))
      .filter((file) => pattern.test(withoutComments(file.text)))
      .map((file) => file.path);

    assert.deepEqual(found, []);
  });
}

test('the rules fire on a planted violation', () => {
  const planted: SourceFile = {
    path: 'sensor/src/outbox/planted.ts',
    text: '',
    imports: importsOf(
      "import { link } from '../link/link.ts';\nimport { WebSocket } from 'ws';\nconst later = import('undici');",
    ),
    isTest: false,
  };

  assert.equal(forbiddenImports(planted).length, 1);
  assert.equal(strayPackages(planted).length, 2);
  assert.equal(folderOf('sensor/elsewhere/planted.ts'), undefined);
});

function forbiddenImports(file: SourceFile): readonly string[] {
  const home = folderOf(file.path);
  const allowed = home === undefined ? [] : (importRules[home] ?? []);
  return file.imports.flatMap((name) => {
    const target = importTarget(file.path, name);
    if (target === undefined || target.endsWith('/package.json')) return [];
    const there = folderOf(target);
    if (there === undefined) return [`${file.path}: ${target} is in no known folder`];
    if (there === home || allowed.some((folder) => contains(folder, target))) return [];
    // A test may put together what production code keeps apart.
    const ownPackage = file.path.split('/')[0] === there.split('/')[0];
    if (file.isTest && (there === testKit || ownPackage)) return [];
    return [`${file.path}: ${target}`];
  });
}

function strayPackages(file: SourceFile): readonly string[] {
  return file.imports.flatMap((name) => {
    const homes = packageHomes[packageOf(name) ?? ''];
    if (homes === undefined || homes.some((folder) => contains(folder, file.path))) return [];
    return [`${file.path}: ${name}`];
  });
}

function folderOf(path: string): string | undefined {
  return Object.keys(importRules)
    .filter((folder) => contains(folder, path) && isNamedRoom(folder, path))
    .toSorted((left, right) => right.length - left.length)[0];
}

/** A package's root folder holds only files; a folder below it must be named on its own. */
function isNamedRoom(folder: string, path: string): boolean {
  if (!['sensor/src', 'control-plane/src', 'control-plane/console/src'].includes(folder))
    return true;
  return !path.slice(folder.length + 1).includes('/');
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
}
