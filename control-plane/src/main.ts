// The control plane's entry point: arguments, environment and signals in, an exit code out. Nothing else is decided here.
import { runCommand } from './cli/run-command.ts';
import { processTerminal } from './cli/terminal.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => stop.abort(signal));
}

process.exitCode = await runCommand({
  args: process.argv.slice(2),
  environment: process.env,
  terminal: processTerminal,
  signal: stop.signal,
});
