// Source files of the project and what they import, read as text: Biome formats every import onto lines that
// begin with `import` or `export`, so no parser is needed.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
  readonly isTest: boolean;
}

export function sourceFiles(): readonly SourceFile[] {
  const paths = globSync('{shared,sensor,control-plane,e2e}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (path) => path.includes('node_modules') || path.includes('console/dist'),
  });
  return paths.toSorted().map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, imports: importsOf(text), isTest: isTestPath(path) };
  });
}

export function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(
    /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? '');
}

/** The project file or folder an import names, from the root; undefined for packages. */
export function importTarget(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(importer), specifier));
  const own = /^@harborguard\/([^/]+)\/(.+)$/.exec(specifier);
  if (own?.[1] === undefined || own[2] === undefined) return undefined;
  if (own[1] === 'console') return `control-plane/console/${own[2]}`;
  if (own[1] === 'client') {
    const folder = own[2].startsWith('build-') ? 'build' : 'src';
    return `control-plane/client/${folder}/${own[2].replace(/(?:\.ts)?$/, '.ts')}`;
  }
  return own[2].startsWith('testing/') ? `${own[1]}/${own[2]}` : `${own[1]}/src/${own[2]}`;
}

/** `ws` of `ws/lib/x`, `@scope/name` of `@scope/name/x`; undefined for node: and own files. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:|@harborguard\/)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isTestPath(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/testing/') || path.startsWith('e2e/');
}
