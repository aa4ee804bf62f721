// Bundles a server for its image: one folder with plain JavaScript, the native addon of the database for both
// processors, the built console, and nothing else. A bundle starts faster and takes less memory than the sources with node_modules.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { commonJsNames, namedDynamicImports } from './named-dynamic-imports.ts';

const root = resolve(import.meta.dirname, '../..');

/** The managed sensor is a child of the control plane, so its image holds both. */
const programs: Readonly<Record<string, readonly string[]>> = {
  sensor: ['sensor'],
  'control-plane': ['control-plane', 'sensor'],
};

/** Both processors an image is made for; the one that does not fit is never read. */
const addons = ['linux-x64.node', 'linux-arm64.node'] as const;

/** CommonJS packages inside an ES module still ask for these. */
const commonJs = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

const undiciParts = join(import.meta.dirname, 'undici-parts.mjs');
/** A name that the parts do not export fails the build. */
const partsOfUndici: Plugin = {
  name: 'parts of undici',
  setup: ({ onResolve }) => onResolve({ filter: /^undici$/ }, () => ({ path: undiciParts })),
};

const [image, target] = process.argv.slice(2);
const parts = programs[image ?? ''];
if (parts === undefined || target === undefined) {
  process.stderr.write(`Usage: bundle.ts ${Object.keys(programs).join('|')} FOLDER\n`);
  process.exit(2);
}
const folder = resolve(target);
rmSync(folder, { recursive: true, force: true });
for (const part of parts) await bundleProgram(part);
copyDatabaseDriver();
if (image === 'control-plane') copyConsole();

async function bundleProgram(part: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [join(root, part, 'src/main.ts')],
    outdir: join(folder, part, 'src'),
    bundle: true,
    // Cloud SDKs are imported when first needed; splitting keeps that true in the bundle.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: commonJs },
    external: ['better-sqlite3'],
    plugins: part === 'sensor' ? [partsOfUndici, namedDynamicImports] : [namedDynamicImports],
    minifySyntax: true,
    minifyWhitespace: true,
    // Names stay: error codes and logs speak of classes.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  nameParts(Object.keys(metafile.inputs));
  const { name, version } = readPackage(join(root, part));
  writeFileSync(
    join(folder, part, 'package.json'),
    `${JSON.stringify({ name, version, type: 'module' })}\n`,
  );
}

/**
 * What went into the bundle keeps its name, version and licence beside it: licences ask for that, and a scan of the
 * image, ours included, finds the packages.
 */
function nameParts(inputs: readonly string[]): void {
  // What a plugin made has the name of the plugin's namespace before its path.
  const paths = inputs.filter((path) => !path.startsWith(`${commonJsNames}:`));
  const packages = new Set(
    paths.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  for (const path of packages) {
    const source = resolve(path);
    const copy = join(folder, relative(root, source));
    const { name, version, license } = readPackage(source);
    mkdirSync(copy, { recursive: true });
    writeFileSync(join(copy, 'package.json'), `${JSON.stringify({ name, version, license })}\n`);
    for (const file of readdirSync(source).filter((one) => /^licen[cs]e/i.test(one))) {
      copyFileSync(join(source, file), join(copy, file));
    }
  }
}

/** Only what runs: the driver's package also holds the sources of SQLite and addons for other systems. */
function copyDatabaseDriver(): void {
  const source = resolve(
    createRequire(join(root, 'sensor/package.json')).resolve('better-sqlite3/package.json'),
    '..',
  );
  const copy = join(folder, 'node_modules/better-sqlite3');
  mkdirSync(join(copy, 'prebuilds'), { recursive: true });
  cpSync(join(source, 'lib'), join(copy, 'lib'), { recursive: true });
  for (const file of ['package.json', 'LICENSE', ...addons.map((addon) => `prebuilds/${addon}`)]) {
    copyFileSync(join(source, file), join(copy, file));
  }
}

/** As it was built before; the control plane looks for it beside itself. */
function copyConsole(): void {
  const console = 'control-plane/console/dist';
  cpSync(join(root, console), join(folder, console), {
    recursive: true,
    filter: (path) => basename(path) !== 'built-from',
  });
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

function readPackage(path: string): PackageFile {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as PackageFile;
}
