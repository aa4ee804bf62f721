// A control plane, a sensor and a real registry in containers on a network of their own, from which nothing else can
// be reached: the images as an operator runs them, non-root, with a read-only root and no capability.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { type ApiClient, createApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { makeOciLayout } from '../support/oci-layout.ts';
import { mustRun, runCommand } from '../support/run-command.ts';
import { type Ending, temporaryFolder } from '../support/temporary-folder.ts';
import { debianLayer, ensureRegistryImage, registryImage } from './base-images.ts';
import { Container, docker, makeNetwork, makeVolume } from './docker.ts';
import { buildImage, lockedDown } from './image.ts';

export const registryHost = 'registry:5000';
const registryLogin = { username: 'robot', password: 'canary-registry-password' };
/** Large enough for work, small enough to fill. */
const stateMebibytes = 96;

export interface ImageRow {
  readonly repository: string;
  readonly tag: string;
  readonly state: string;
  readonly packages: number;
  readonly findings: Readonly<Record<string, number>>;
}

export class ContainerWorld {
  readonly network: string;
  readonly registry: Container;
  readonly controlPlane: Container;
  readonly #folder: string;
  readonly #ownerKey: string;
  readonly #ending: Ending;
  sensor: Container | undefined;
  registryId = '';

  private constructor(parts: WorldParts) {
    this.network = parts.network;
    this.registry = parts.registry;
    this.controlPlane = parts.controlPlane;
    this.#folder = parts.folder;
    this.#ownerKey = parts.ownerKey;
    this.#ending = parts.ending;
  }

  /** The registry holds one image, the control plane listens; there is no sensor yet. */
  static async create(ending: Ending): Promise<ContainerWorld> {
    await ensureRegistryImage();
    const controlPlaneImage = await buildImage('control-plane');
    const folder = temporaryFolder(ending);
    // Containers run as another user than this one.
    chmodSync(folder, 0o755);
    const network = await makeNetwork(ending);
    await writeRegistryFiles(folder);
    const registry = await Container.start(ending, {
      ...{ image: registryImage, alias: 'registry', network },
      options: ['--volume', `${folder}/registry:/etc/registry:ro`, '--tmpfs', '/data:uid=65532'],
      args: ['serve', '/etc/registry/config.json'],
    });
    const data = ['--volume', `${await makeVolume(ending)}:/var/lib/harborguard`];
    writeAdvisories(join(folder, 'advisories'));
    const run = ['run', '--rm', '--network', 'none', ...lockedDown, ...data];
    const advisories = ['--volume', `${folder}/advisories:/advisories:ro`];
    await docker(...run, ...advisories, controlPlaneImage, 'advisories', 'import', '/advisories');
    const said = await docker(
      ...[...run, controlPlaneImage, 'create-key', '--name', 'owner', '--role', 'owner'],
    );
    const ownerKey = /hg_ak_[0-9a-f]{48}/.exec(said)?.[0];
    if (ownerKey === undefined) throw new Error('create-key printed no key');
    const controlPlane = await Container.start(ending, {
      ...{ image: controlPlaneImage, alias: 'control-plane', network },
      options: [...data, '--env', 'HARBORGUARD_MANAGED_SENSOR=false'],
    });
    const world = new ContainerWorld({
      ...{ network, registry, controlPlane, folder, ownerKey, ending },
    });
    await world.isReady();
    await world.push('os/debian:first');
    return world;
  }

  /** Connects the registry in sensor mode and starts a sensor with the key of that answer. */
  async connectRegistry(): Promise<void> {
    const created = await (await this.api()).send<{ id: string; sensorApiKey: string }>(
      'POST',
      '/registries',
      { name: 'containers', url: `https://${registryHost}`, scanMethod: 'sensor' },
    );
    this.registryId = created.id;
    this.#writeSensorFiles(created.sensorApiKey);
    this.sensor = await this.#startSensor(await makeVolume(this.#ending));
  }

  /** Another sensor with the same key, whose state folder can be filled. */
  async replaceSensorBySmallOne(): Promise<void> {
    await this.sensor?.kill();
    this.sensor = await this.#startSensor(await makeVolume(this.#ending, stateMebibytes));
  }

  async #startSensor(volume: string): Promise<Container> {
    return await Container.start(this.#ending, {
      ...{ image: await buildImage('sensor'), alias: 'sensor', network: this.network },
      options: [...this.sensorOptions(), '--volume', `${volume}:/var/lib/harborguard`],
    });
  }

  /** What every run of the sensor's image is given. */
  sensorOptions(): readonly string[] {
    return [
      ...['--env', 'HARBORGUARD_URL=http://control-plane:8080'],
      ...['--env', 'HARBORGUARD_ALLOW_PLAIN_HTTP=true'],
      ...['--env', 'HARBORGUARD_API_KEY_FILE=/etc/harborguard/api-key'],
      ...['--env', 'HARBORGUARD_REGISTRIES_FILE=/etc/harborguard/registries.json'],
      ...['--env', 'HARBORGUARD_CA_DIR=/etc/harborguard/ca'],
      // The smallest outbox and cache there are: the volume is small.
      ...['--env', 'HARBORGUARD_LAYER_CACHE_MIB=16', '--env', 'HARBORGUARD_OUTBOX_MIB=16'],
      ...['--volume', `${this.#folder}/sensor:/etc/harborguard:ro`],
    ];
  }

  /** One command of the sensor's image, as the one that works is run. */
  async sensorCommand(...args: readonly string[]) {
    return await runCommand('docker', [
      ...['run', '--rm', '--network', this.network, ...lockedDown, ...this.sensorOptions()],
      ...['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'],
      ...[await buildImage('sensor'), ...args],
    ]);
  }

  /** Its advisories are those of the first one. */
  async startSecondControlPlane(ending: Ending): Promise<Container> {
    const said = await this.#controlPlaneCommand(
      'create-key',
      '--name',
      'mirror',
      '--role',
      'viewer',
    );
    const key = /hg_ak_[0-9a-f]{48}/.exec(said)?.[0] ?? '';
    const source = 'http://control-plane:8080/api/advisories/file';
    return await Container.start(ending, {
      ...{ image: await buildImage('control-plane'), alias: 'second', network: this.network },
      options: [
        ...['--env', `HARBORGUARD_ADVISORIES_SOURCE=${source}`],
        ...['--env', `HARBORGUARD_ADVISORIES_TOKEN=${key}`],
        ...['--env', 'HARBORGUARD_MANAGED_SENSOR=false'],
        ...['--volume', `${await makeVolume(ending)}:/var/lib/harborguard`],
      ],
    });
  }

  /** The folder with the file that is carried to where no network leads. */
  async exportAdvisories(ending: Ending): Promise<string> {
    const folder = temporaryFolder(ending);
    const inside = '/var/lib/harborguard/carried.hgad';
    await this.#controlPlaneCommand('advisories', 'export', inside);
    await docker('cp', `${this.controlPlane.name}:${inside}`, join(folder, 'carried.hgad'));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'carried.hgad'), 0o644);
    return folder;
  }

  async importExported(folder: string): Promise<string> {
    const { code, stdout, stderr } = await runCommand('docker', [
      ...['run', '--rm', '--network', 'none', ...lockedDown, '--volume', `${folder}:/carried:ro`],
      ...['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'],
      ...[await buildImage('control-plane'), 'advisories', 'import', '/carried/carried.hgad'],
    ]);
    if (code !== 0) throw new Error(stderr);
    return stdout + stderr;
  }

  async #controlPlaneCommand(...args: readonly string[]): Promise<string> {
    const program = ['/nodejs/bin/node', '/app/control-plane/src/main.js'];
    return await docker('exec', this.controlPlane.name, ...program, ...args);
  }

  async api(): Promise<ApiClient> {
    return createApiClient(await this.url(), this.#ownerKey);
  }

  async url(): Promise<string> {
    return `http://${await this.controlPlane.address()}:8080`;
  }

  async isReady(): Promise<void> {
    const url = await this.url();
    await eventually('the control plane to be ready', async () => {
      const answer = await fetch(`${url}/api/ready`).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
  }

  /** One image of a real Debian; with each name another one. */
  async push(name: string): Promise<void> {
    const layout = join(this.#folder, 'layouts', name.replace(/\W/g, '-'));
    const marker = `${layout}.tar`;
    mkdirSync(layout, { recursive: true });
    writeFileSync(join(layout, 'name'), name);
    await mustRun('tar', ['--create', '--file', marker, '--directory', layout, 'name']);
    await makeOciLayout(layout, 'image', [await debianLayer(), marker]);
    const address = await this.registry.address();
    const login = `${registryLogin.username}:${registryLogin.password}`;
    const flags = ['--dest-tls-verify=false', '--dest-creds', login];
    await mustRun('skopeo', [
      ...['copy', '--quiet', ...flags, `oci:${layout}:image`, `docker://${address}:5000/${name}`],
    ]);
  }

  /** One that begins now: whoever asks during a sync is told of that one, which may have read the tags before. */
  async sync(): Promise<void> {
    const api = await this.api();
    await eventually('the end of the sync before', async () => {
      const { status } = await api.get<{ status: string }>(`/registries/${this.registryId}`);
      return status === 'SYNCING' ? undefined : status;
    });
    await api.send('POST', `/registries/${this.registryId}/sync`);
  }

  /** Waits until the image was scanned and matched. */
  async indexed(name: string): Promise<ImageRow> {
    return await eventually(
      `${name} to be indexed`,
      async () => {
        const api = await this.api();
        const rows = await api.list<ImageRow>('/images').catch(() => []);
        const row = rows.find(({ repository, tag }) => `${repository}:${tag}` === name);
        return row?.state === 'indexed' && (row.findings['high'] ?? 0) > 0 ? row : undefined;
      },
      { deadlineMs: 240_000 },
    );
  }

  #writeSensorFiles(apiKey: string): void {
    const folder = join(this.#folder, 'sensor');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'api-key'), apiKey);
    const { username, password } = registryLogin;
    const registries = [{ url: `https://${registryHost}`, username, password }];
    writeFileSync(join(folder, 'registries.json'), JSON.stringify({ registries }));
  }
}

interface WorldParts {
  readonly network: string;
  readonly registry: Container;
  readonly controlPlane: Container;
  readonly folder: string;
  readonly ownerKey: string;
  readonly ending: Ending;
}

/** A private authority, a login, and the registry's configuration; JSON is YAML. */
async function writeRegistryFiles(folder: string): Promise<void> {
  const certificates = await makeLoopbackCertificates('DNS:registry');
  if (certificates.kind === 'unavailable') throw new Error(certificates.reason);
  const home = join(folder, 'registry');
  mkdirSync(home, { recursive: true });
  mkdirSync(join(folder, 'sensor/ca'), { recursive: true });
  writeFileSync(join(folder, 'sensor/ca/ca.pem'), certificates.ca);
  writeFileSync(join(home, 'server.pem'), certificates.server.cert);
  writeFileSync(join(home, 'server.key'), certificates.server.key);
  const { username, password } = registryLogin;
  const users = await mustRun('htpasswd', ['-B', '-i', '-n', username], { input: password });
  writeFileSync(join(home, 'htpasswd'), users);
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: '/data' } },
    http: {
      addr: ':5000',
      tls: { certificate: '/etc/registry/server.pem', key: '/etc/registry/server.key' },
    },
    auth: { htpasswd: { realm: 'registry', path: '/etc/registry/htpasswd' } },
  };
  writeFileSync(join(home, 'config.json'), JSON.stringify(config));
}

/** About a package every Debian has. */
function writeAdvisories(folder: string): void {
  const id = 'TEST-2026-0001';
  const home = join(folder, 'Debian');
  mkdirSync(home, { recursive: true });
  const record = {
    ...{ schema_version: '1.6.0', id, summary: 'made up for a test' },
    ...{ modified: '2026-01-01T00:00:00Z', published: '2026-01-01T00:00:00Z' },
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
    affected: [
      {
        package: { ecosystem: 'Debian:12', name: 'glibc' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
      },
    ],
  };
  writeFileSync(join(home, `${id}.json`), JSON.stringify(record));
}
