// Builds the web console with Vite, when its sources are not those of the last build.
import { builtFolder, consoleFolder, isConsoleBuilt, keepConsolePrint } from './console-print.ts';

export interface BuildOptions {
  /** Words for whoever waits. */
  readonly progress: (words: string) => void;
  /** Builds also when nothing has changed. */
  readonly always?: boolean;
}

/** Throws what Vite throws; then what was built before is gone. */
export async function buildConsole({ progress, always = false }: BuildOptions): Promise<void> {
  if (!always && isConsoleBuilt()) return;
  progress('Building the web console …');
  // Only now: a start with a console that is built should not wait for a bundler.
  const [{ build }, { default: react }] = await Promise.all([
    import('vite'),
    import('@vitejs/plugin-react'),
  ]);
  await build({
    root: consoleFolder,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: {
      outDir: builtFolder,
      emptyOutDir: true,
      target: 'es2022',
      // Inlined files would need data: in the Content-Security-Policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
  keepConsolePrint();
}
