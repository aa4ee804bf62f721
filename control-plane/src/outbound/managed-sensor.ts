// The sensor that serves cloud mode: a child process beside the control plane that speaks to it over loopback like
// any other sensor. Its key is minted at each start and handed over in a file; it dies with its parent.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log, Random, Timer } from '@harborguard/shared/ports.ts';
import { controlPlaneStopMsMax } from '@harborguard/shared/protocol/link-limits.ts';

export interface ManagedSensorOptions {
  /** The entry point of the sensor. */
  readonly entry: string;
  readonly url: string;
  /** Its own corner of the data folder. */
  readonly folder: string;
  readonly apiKey: string;
  readonly logLevel: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What the child inherits besides; nothing of ours that is secret. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ManagedSensor {
  /** Asks it to stop, waits for it, and takes its key file away. */
  stop(): Promise<void>;
}

/** Variables of the sensor that an operator may set beside those of the control plane, for the managed one. */
export const managedSensorVariables: ReadonlySet<string> = new Set([
  'HARBORGUARD_ALLOWED_TOKEN_HOSTS',
  'HARBORGUARD_CA_DIR',
  'HARBORGUARD_CERTS_DIR',
  'HARBORGUARD_LAYER_CACHE_MIB',
  'HARBORGUARD_OUTBOX_MIB',
  'HARBORGUARD_PARALLEL_LAYERS',
  'HARBORGUARD_PARALLEL_SCANS',
]);

/** How traces call the control plane; the sensor beside it is another program. */
const ownTraceName = 'OTEL_SERVICE_NAME';

const restartDelayMsMin = 1000;
const restartDelayMsMax = 60_000;
/** A sensor that lived this long was well; the next death starts over with a short delay. */
const stableMs = 60_000;

export async function startManagedSensor(options: ManagedSensorOptions): Promise<ManagedSensor> {
  const keyFile = join(options.folder, 'api-key');
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  await rm(keyFile, { force: true });
  await writeFile(keyFile, options.apiKey, { mode: 0o600, flag: 'wx' });
  const supervisor = new Supervisor(options, keyFile);
  supervisor.start();
  return {
    stop: async () => {
      await supervisor.stop();
      await rm(keyFile, { force: true });
    },
  };
}

class Supervisor {
  readonly #options: ManagedSensorOptions;
  readonly #keyFile: string;
  #child: ChildProcess | undefined;
  #restart: Timer | undefined;
  #deaths = 0;
  #stopping = false;

  constructor(options: ManagedSensorOptions, keyFile: string) {
    this.#options = options;
    this.#keyFile = keyFile;
  }

  start(): void {
    const { entry, clock, log } = this.#options;
    const startedAt = clock.monotonicMs();
    const child = spawn(process.execPath, [entry, 'run'], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#child = child;
    log.info('managed sensor started', { pid: child.pid });
    // `close` follows `error` too when the process could not be made.
    child.on('error', (error) => log.error('managed sensor not started', { error }));
    child.once('close', (code, signal) => {
      this.#child = undefined;
      if (this.#stopping) return;
      this.#deaths = clock.monotonicMs() - startedAt >= stableMs ? 1 : this.#deaths + 1;
      this.#startLater({ code, signal });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restart?.cancel();
    const child = this.#child;
    if (child === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const deadline = this.#options.clock.setTimer(controlPlaneStopMsMax.managedSensor, () =>
      child.kill('SIGKILL'),
    );
    await closed;
    deadline.cancel();
  }

  #startLater(end: { readonly code: number | null; readonly signal: string | null }): void {
    const { clock, random, log } = this.#options;
    const window = Math.min(restartDelayMsMax, restartDelayMsMin * 2 ** (this.#deaths - 1));
    const delayMs = window * (0.5 + random.uniform() / 2);
    log.warn('managed sensor died', { ...end, restartInMs: Math.round(delayMs) });
    this.#restart = clock.setTimer(delayMs, () => this.start());
  }

  #environment(): Record<string, string> {
    const { environment, url, folder, logLevel } = this.#options;
    const inherited = Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        entry[0] !== ownTraceName &&
        (!entry[0].startsWith('HARBORGUARD_') || managedSensorVariables.has(entry[0])),
    );
    return {
      ...Object.fromEntries(inherited),
      HARBORGUARD_URL: url,
      HARBORGUARD_API_KEY_FILE: this.#keyFile,
      HARBORGUARD_SENSOR_NAME: 'managed',
      HARBORGUARD_STATE_DIR: join(folder, 'state'),
      HARBORGUARD_LOG_LEVEL: logLevel,
    };
  }
}
