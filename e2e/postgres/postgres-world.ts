// A registry, a PostgreSQL, and what starts control planes and a sensor on them. For tests only.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
import type { ApiClient } from '../support/api-client.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  createOwnerKey,
  environmentOf,
  importAdvisories,
  startControlPlane,
} from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import {
  type PostgresCluster,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-cluster.ts';
import { type Program, startProgram } from '../support/program.ts';
import { startSensor } from '../support/sensor.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';

export const databaseName = 'harborguard_flow';
export const tagCount = 6;

interface ImageAnswer {
  readonly repository: string;
  readonly tag: string;
  readonly state: string;
  readonly packages: number;
  readonly findings: { readonly critical: number; readonly high: number };
}

export class PostgresWorld {
  readonly cluster: PostgresCluster;
  readonly registry: FakeRegistry;
  readonly folder: string;
  readonly #endings: (() => unknown)[] = [];
  readonly #key = randomBytes(32).toString('hex');
  ownerKey: string | undefined;

  private constructor(t: TestContext, cluster: PostgresCluster, registry: FakeRegistry) {
    // Hooks run in the order they were made, and the programs have to end before what they use.
    t.after(async () => {
      for (const end of this.#endings.toReversed()) await end();
      await registry.close();
      await cluster.remove();
    });
    this.cluster = cluster;
    this.registry = registry;
    this.folder = temporaryFolder(t);
  }

  static async create(t: TestContext): Promise<PostgresWorld> {
    const cluster = await startPostgres(postgresPrograms() ?? '');
    cluster.query('postgres', `create database ${databaseName}`);
    const registry = await startFakeRegistry();
    const random = new SeededRandom('postgres');
    const npm = [{ name: 'lodash', version: '4.17.15' }];
    for (let number = 1; number <= tagCount; number += 1) {
      registry.push(
        await randomImage(random, { packages: { dpkg: 2, npm } }),
        `shop/${number}`,
        '1.0',
      );
    }
    const world = new PostgresWorld(t, cluster, registry);
    await writeSampleAdvisories(join(world.folder, 'advisories'));
    return world;
  }

  async options(name: string): Promise<ControlPlaneOptions> {
    return {
      dataFolder: join(this.folder, name),
      port: await freePort(),
      managedSensor: false,
      environment: {
        HARBORGUARD_DATABASE_URL: this.cluster.url(databaseName),
        HARBORGUARD_KEY_ENCRYPTION_KEY: this.#key,
      },
    };
  }

  /** One that works from the start. */
  async start(name: string): Promise<ControlPlane> {
    const options = await this.options(name);
    await importAdvisories(options, join(this.folder, 'advisories'));
    this.ownerKey ??= await createOwnerKey(environmentOf(options));
    const started = await startControlPlane(options, this.ownerKey);
    this.#endings.push(() => started.program.stop());
    return started;
  }

  /** One that waits for another. */
  async startStandby(name: string): Promise<{ readonly program: Program; readonly port: number }> {
    const options = await this.options(name);
    await importAdvisories(options, join(this.folder, 'advisories'));
    const environment = environmentOf(options);
    const program = startProgram({ name: 'control-plane', args: ['serve'], environment });
    this.#endings.push(() => program.stop());
    await program.waitForLine('standing by');
    return { program, port: options.port ?? 0 };
  }

  /** A sensor that syncs, held back by the registry in the middle of it. */
  async startHeldSensor(api: ApiClient, url: string): Promise<string> {
    const created = await api.send<{ id: string; sensorApiKey: string }>('POST', '/registries', {
      name: 'shop',
      url: this.registry.url,
      scanMethod: 'sensor',
      allowPlainHttp: true,
    });
    this.registry.fail({ action: { kind: 'hang' }, route: 'tags', nth: 3 });
    const sensor = startSensor({
      url,
      apiKey: created.sensorApiKey,
      stateFolder: join(this.folder, 'sensor'),
    });
    this.#endings.push(() => sensor.stop());
    await within(180_000, 'the middle of the sync', this.registry.hung());
    return created.id;
  }

  /** Every tag once, scanned, with what is wrong with it. */
  async allScanned(api: ApiClient, registryId: string): Promise<readonly ImageAnswer[]> {
    return await eventually(
      'all images to be scanned',
      async () => {
        const images = await api
          .list<ImageAnswer>(`/images?registry=${registryId}`)
          .catch(() => []);
        const isDone = images.length >= tagCount && images.every(isIndexed);
        return isDone ? images : undefined;
      },
      { deadlineMs: 180_000 },
    );
  }
}

function isIndexed({ state, findings }: ImageAnswer): boolean {
  return state === 'indexed' && findings.critical + findings.high > 0;
}
