// A control plane and a sensor as processes on one registry, either of which may be killed and started again on
// what it left on disk. It drives nothing by itself.
import { join } from 'node:path';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { type ApiClient, createApiClient } from '../support/api-client.ts';
import {
  type ControlPlaneOptions,
  createOwnerKey,
  environmentOf,
  importAdvisories,
} from '../support/control-plane.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type SensorOptions, startSensor } from '../support/sensor.ts';
import { type Ending, freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';

export type Side = 'sensor' | 'control-plane';

export interface ChaosWorldOptions {
  readonly registry: FakeRegistry;
  readonly advisoriesFolder?: string;
  /** Where the sensor finds the control plane; absent: where it listens. */
  readonly sensorUrl?: (port: number) => string | Promise<string>;
  readonly sensorEnvironment?: Readonly<Record<string, string>>;
  /** Where Node keeps compiled code, so that hundreds of starts do not compile it again. */
  readonly compileCache?: string;
}

/** A restart on a busy machine; a program that takes longer has failed. */
const startMsMax = 190_000;

export class ChaosWorld {
  readonly api: ApiClient;
  readonly registryId: string;
  readonly databaseFile: string;
  readonly stateFolder: string;
  readonly sensorKey: string;
  readonly #controlPlaneOptions: ControlPlaneOptions;
  readonly #sensorOptions: SensorOptions;
  controlPlane: Program;
  sensor: Program | undefined;

  private constructor(parts: WorldParts) {
    this.api = parts.api;
    this.registryId = parts.registryId;
    this.sensorKey = parts.sensorOptions.apiKey;
    this.stateFolder = parts.sensorOptions.stateFolder;
    this.databaseFile = join(parts.controlPlaneOptions.dataFolder, 'control-plane.sqlite');
    this.#controlPlaneOptions = parts.controlPlaneOptions;
    this.#sensorOptions = parts.sensorOptions;
    this.controlPlane = parts.controlPlane;
  }

  /** The control plane listens and the registry is connected; the sensor is not started yet. */
  static async create(ending: Ending, options: ChaosWorldOptions): Promise<ChaosWorld> {
    // What is made first ends first, and the folder goes away after the programs in it.
    let end = (): Promise<void> => Promise.resolve();
    ending.after(() => end());
    const folder = temporaryFolder(ending);
    const environment = cacheEnvironment(options);
    const port = await freePort();
    const controlPlaneOptions: ControlPlaneOptions = {
      ...{ dataFolder: join(folder, 'data'), port, managedSensor: false, environment },
    };
    const ownerKey = await createOwnerKey(environmentOf(controlPlaneOptions));
    const { advisoriesFolder } = options;
    if (advisoriesFolder !== undefined) {
      await importAdvisories(controlPlaneOptions, advisoriesFolder);
    }
    const controlPlane = startServing(controlPlaneOptions);
    end = async () => {
      controlPlane.kill('SIGKILL');
      await controlPlane.exited;
    };
    await controlPlane.waitForLine('control plane listening');
    const url = `http://127.0.0.1:${port}`;
    const api = createApiClient(url, ownerKey);
    const created = await api.send<{ id: string; sensorApiKey: string }>('POST', '/registries', {
      ...{ name: 'chaos', url: options.registry.url, scanMethod: 'sensor', allowPlainHttp: true },
    });
    const sensorOptions: SensorOptions = {
      url: (await options.sensorUrl?.(port)) ?? url,
      apiKey: created.sensorApiKey,
      stateFolder: join(folder, 'sensor'),
      environment: { ...environment, ...options.sensorEnvironment },
    };
    const parts = { api, registryId: created.id, controlPlane, controlPlaneOptions, sensorOptions };
    const world = new ChaosWorld(parts);
    end = () => world.end();
    return world;
  }

  startSensor(changes: Partial<SensorOptions> = {}): Program {
    this.sensor = startSensor({ ...this.#sensorOptions, ...changes });
    return this.sensor;
  }

  startControlPlane(): Program {
    this.controlPlane = startServing(this.#controlPlaneOptions);
    return this.controlPlane;
  }

  /** Starts it again at once, without waiting for it to be ready: the next kill may come before. */
  async killAndRestart(side: Side): Promise<void> {
    if (side === 'sensor') {
      await this.killSensor();
      this.startSensor();
    } else {
      await this.killControlPlane();
      this.startControlPlane();
    }
  }

  async killSensor(): Promise<void> {
    this.sensor?.kill('SIGKILL');
    await this.sensor?.exited;
  }

  async killControlPlane(): Promise<void> {
    this.controlPlane.kill('SIGKILL');
    await this.controlPlane.exited;
  }

  /** Both have started; whether they have found each other is another question. */
  async isUp(): Promise<void> {
    await within(startMsMax, 'the start of the control plane', this.controlPlaneListens());
    if (this.sensor === undefined) return;
    await within(startMsMax, 'the start of the sensor', this.sensor.waitForLine('sensor started'));
  }

  async controlPlaneListens(): Promise<void> {
    await this.controlPlane.waitForLine('control plane listening');
  }

  async end(): Promise<void> {
    await this.killSensor();
    await this.killControlPlane();
  }
}

interface WorldParts {
  readonly api: ApiClient;
  readonly registryId: string;
  readonly controlPlane: Program;
  readonly controlPlaneOptions: ControlPlaneOptions;
  readonly sensorOptions: SensorOptions;
}

function startServing(options: ControlPlaneOptions): Program {
  return startProgram({
    name: 'control-plane',
    args: ['serve'],
    environment: environmentOf(options),
  });
}

function cacheEnvironment({ compileCache }: ChaosWorldOptions): Record<string, string> {
  return compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache };
}
