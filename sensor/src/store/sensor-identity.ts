// Who this sensor is: a UUID in a small file beside the databases, so that it survives a rebuilt database.
// The control plane may name another one when it recognises the sensor by name and key.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log, Random } from '@harborguard/shared/ports.ts';

const fileName = 'sensor-id';
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class SensorIdentity {
  readonly #path: string;
  #sensorId: string;

  constructor(folder: string, options: { readonly random: Random; readonly log: Log }) {
    this.#path = join(folder, fileName);
    const stored = readIfThere(this.#path);
    if (stored !== undefined && uuidPattern.test(stored)) {
      this.#sensorId = stored;
      return;
    }
    if (stored !== undefined) {
      options.log.warn('sensor id file is damaged, a new id is made', { path: this.#path });
    }
    this.#sensorId = options.random.uuid();
    writeDurably(this.#path, this.#sensorId);
  }

  get sensorId(): string {
    return this.#sensorId;
  }

  /** After this returns, the id is on disk and names this sensor from now on. */
  adopt(sensorId: string): void {
    if (sensorId === this.#sensorId) return;
    writeDurably(this.#path, sensorId);
    this.#sensorId = sensorId;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause: error });
  }
}

/** Never half a file: written beside, brought to disk, then renamed over the old one. */
function writeDurably(path: string, sensorId: string): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, `${sensorId}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  syncFolder(dirname(path));
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
