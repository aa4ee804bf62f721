// Keeps `const { Client } = await import('a-commonjs-package')` true in the bundle. Node knows the names that a CommonJS
// module exports; the bundler does not, and would give a module with a default export and nothing else.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, Plugin, PluginBuild } from 'esbuild';

/** The namespace of the modules that this makes. */
export const commonJsNames = 'names-of-commonjs';
/** Marks a question of our own. */
const asked = { asked: true };

export const namedDynamicImports: Plugin = {
  name: 'names of dynamic imports',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async (args) => {
      if (args.kind !== 'dynamic-import' || args.pluginData === asked) return undefined;
      const path = await packageFile(build, args);
      if (path === undefined || isEsModule(path)) return undefined;
      const pluginData = Object.keys((await import(pathToFileURL(path).href)) as object);
      return { path, namespace: commonJsNames, pluginData };
    });
    build.onLoad({ filter: /.*/, namespace: commonJsNames }, ({ path, pluginData }) => ({
      contents: namedModule(path, pluginData as readonly string[]),
      resolveDir: '/',
    }));
  },
};

/** Undefined for what is not of a package: our own modules have names, and Node's own are not bundled. */
async function packageFile(
  build: PluginBuild,
  { path, importer, resolveDir }: OnResolveArgs,
): Promise<string | undefined> {
  const kind = 'dynamic-import';
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: asked });
  return found.external || !found.path.includes('/node_modules/') ? undefined : found.path;
}

/** By its text: some modules are for bundlers only, so that Node cannot be asked. */
function isEsModule(path: string): boolean {
  return /^\s*(?:export|import)\s/m.test(readFileSync(path, 'utf8'));
}

function namedModule(path: string, names: readonly string[]): string {
  const named = names.filter((name) => name !== 'default' && /^\w+$/.test(name));
  return `const all = require(${JSON.stringify(path)});
    export const { ${named.join(', ')} } = all;
    export default all;`;
}
