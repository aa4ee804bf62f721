// The sensor's entry point: reads the environment once, picks the command, turns signals into an orderly end.

import { readFileSync } from 'node:fs';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { createPinoLog } from '@harborguard/shared/runtime/pino-log.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { startTracing } from '@harborguard/shared/runtime/tracing/start-tracing.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { type Command, helpText, parseArguments } from './cli/arguments.ts';
import { configText } from './cli/config-command.ts';
import { printError } from './cli/print-error.ts';
import { scanFailureExitCode } from './cli/scan-exit-codes.ts';
import { type ConfigReading, parseConfig } from './config.ts';
import type { Sensor, System } from './lifecycle.ts';
import { sensorVersion } from './sensor-version.ts';

const usageExitCode = 2;

const command = parseArguments(process.argv.slice(2));
try {
  process.exitCode = await main(command);
} catch (error) {
  printError(error);
  process.exitCode = command.kind === 'scan' ? scanFailureExitCode(error) : 1;
}

async function main(command: Command): Promise<number> {
  if (command.kind === 'help') return say(helpText(command.of), 0);
  if (command.kind === 'version') return say(`${sensorVersion}\n`, 0);
  if (command.kind === 'problem') return complain(`${command.rule}\nSee: sensor --help\n`);
  if (command.kind === 'config') return say(configText(process.env), 0);
  const config = parseConfig(process.env, readText);
  // Each command is loaded when it is wanted: an orchestrator asks for the health every few seconds, and a pipeline scans with
  // nothing of the link.
  if (command.kind === 'health') {
    const { healthCommand } = await import('./cli/health-command.ts');
    return healthCommand(config.local.stateFolder, systemClock.now());
  }
  const problems = command.kind === 'run' ? config.problems : config.localProblems;
  if (problems.length > 0 && command.kind !== 'doctor') {
    return complain(
      `CONFIGURATION_INVALID\n${problems.map(({ variable, rule }) => `  ${variable} ${rule}\n`).join('')}`,
    );
  }
  const stop = stopSignal();
  const level = command.kind === 'run' ? config.local.logLevel : 'silent';
  const threshold = new LogThreshold(level);
  const system = {
    clock: systemClock,
    random: systemRandom,
    log: createPinoLog(threshold),
    tracer: noTracer,
  };
  switch (command.kind) {
    case 'run':
      toggleDebugOnSignal(threshold, system.log);
      return await runSensor(config, system, stop);
    case 'doctor': {
      const { doctorCommand } = await import('./cli/doctor-command.ts');
      return await doctorCommand(command, config, { ...system, signal: stop });
    }
    case 'probe': {
      const { probeCommand } = await import('./cli/probe-command.ts');
      const { registry, options } = command;
      return await probeCommand(registry, options, config.local, { ...system, signal: stop });
    }
    case 'scan': {
      const { scanCommand } = await import('./cli/scan-command.ts');
      const { reference, options } = command;
      return await scanCommand(reference, options, config.local, { ...system, signal: stop });
    }
  }
}

async function runSensor(
  { sensor: config, warnings }: ConfigReading,
  system: System,
  stop: AbortSignal,
): Promise<number> {
  if (config === undefined) return usageExitCode;
  for (const warning of warnings) system.log.warn('configuration warning', { warning });
  const ports = { ...system, program: { name: 'harborguard-sensor', version: sensorVersion } };
  const { tracer, close } = await startTracing(config.local.tracing, ports);
  const { createSensor } = await import('./lifecycle.ts');
  try {
    return await runUntilStopped(createSensor(config, { ...system, tracer }), stop);
  } finally {
    await close();
  }
}

async function runUntilStopped(sensor: Sensor, stop: AbortSignal): Promise<number> {
  try {
    await sensor.start();
    const stopped = new Promise<number>((resolve) => {
      stop.addEventListener('abort', () => resolve(0), { once: true });
      if (stop.aborted) resolve(0);
    });
    return await Promise.race([stopped, sensor.broken.then(() => 1)]);
  } finally {
    await sensor.stop();
  }
}

/** For a look at a sensor that must not be restarted. */
function toggleDebugOnSignal(threshold: LogThreshold, log: Log): void {
  process.on('SIGUSR2', () => log.warn('log level changed', { level: threshold.toggleDebug() }));
}

/** The first signal asks for an orderly end; the second ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller.signal;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function say(text: string, exitCode: number): number {
  process.stdout.write(text);
  return exitCode;
}

function complain(text: string): number {
  process.stderr.write(text);
  return usageExitCode;
}
