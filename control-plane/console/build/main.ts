// `npm run console:build`; with --if-changed it does nothing when the sources are those of the last build.
import { buildConsole } from './build-console.ts';

try {
  await buildConsole({
    always: !process.argv.includes('--if-changed'),
    progress: (words) => process.stderr.write(`${words}\n`),
  });
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `The web console could not be built; the API works without it.\n${message}\n`,
  );
  // A control plane without a console is of use; only a build that was asked for fails.
  if (!process.argv.includes('--if-changed')) process.exitCode = 1;
}
