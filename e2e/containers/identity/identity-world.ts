// One control plane for all identities, and around each pod or machine the network of its cloud: a container that answers
// to the cloud's names and link-local addresses, whose network the sensor's containers share as those of a pod do.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type LoopbackCertificates,
  makeLoopbackCertificates,
} from '@harborguard/shared/testing/loopback-certificate.ts';
import { type ApiClient, createApiClient } from '../../support/api-client.ts';
import { eventually } from '../../support/eventually.ts';
import { type CommandResult, runCommand } from '../../support/run-command.ts';
import { type Ending, temporaryFolder } from '../../support/temporary-folder.ts';
import { builderImage } from '../base-images.ts';
import { Container, docker, makeNetwork, uniqueName } from '../docker.ts';
import { buildImage, lockedDown } from '../image.ts';
import { type CloudState, controlPort, type DoublesConfig } from './cloud-doubles.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Of machines, of EKS Pod Identity. */
const linkLocalAddresses = ['169.254.169.254', '169.254.170.23'];
const names = [
  'harborguard.example.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  'api.ecr.eu-west-1.amazonaws.com',
  'sts.eu-west-1.amazonaws.com',
  'prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com',
  'europe-west1-docker.pkg.dev',
  'artifactregistry.googleapis.com',
  'oauth2.googleapis.com',
  'metadata.google.internal',
  'team.azurecr.io',
  'login.microsoftonline.com',
];

export class IdentityWorld {
  readonly api: ApiClient;
  readonly certificates: LoopbackCertificates;
  readonly #network: string;
  readonly #controlPlane: string;

  private constructor(parts: {
    readonly api: ApiClient;
    readonly certificates: LoopbackCertificates;
    readonly network: string;
    readonly controlPlane: string;
  }) {
    this.api = parts.api;
    this.certificates = parts.certificates;
    this.#network = parts.network;
    this.#controlPlane = parts.controlPlane;
  }

  static async create(ending: Ending): Promise<IdentityWorld> {
    const image = await buildImage('control-plane');
    await buildImage('sensor');
    const certificates = await makeLoopbackCertificates(names.map((name) => `DNS:${name}`).join());
    if (certificates.kind === 'unavailable') throw new Error(certificates.reason);
    const key = await docker('run', '--rm', '--network', 'none', ...lockedDown, image, 'make-key');
    const network = await makeNetwork(ending);
    const controlPlane = await Container.start(ending, {
      ...{ image, alias: 'control-plane', network },
      options: [
        ...['--env', `HARBORGUARD_BOOTSTRAP_KEY=${key}`],
        ...['--env', 'HARBORGUARD_MANAGED_SENSOR=false'],
        ...['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'],
      ],
    });
    const address = `${await controlPlane.address()}:8080`;
    const api = createApiClient(`http://${address}`, key);
    await eventually('the owner to come in', () => api.get('/overview').catch(() => undefined));
    return new IdentityWorld({ api, certificates, network, controlPlane: address });
  }

  async startCloud(
    ending: Ending,
    config: Pick<DoublesConfig, 'cloud' | 'trust' | 'clientId'>,
  ): Promise<CloudPod> {
    const folder = temporaryFolder(ending);
    chmodSync(folder, 0o755);
    const { server } = this.certificates;
    const whole: DoublesConfig = { ...config, tls: server, controlPlane: this.#controlPlane };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(whole));
    const container = await Container.start(ending, {
      ...{ image: builderImage, alias: 'cloud', network: this.#network },
      options: [
        ...linkLocalAddresses.flatMap((address) => ['--link-local-ip', address]),
        ...names.flatMap((name) => ['--network-alias', name]),
        ...['--volume', `${root}:/source:ro`, '--volume', `${folder}:/config:ro`],
        '--entrypoint=node',
      ],
      args: ['/source/e2e/containers/identity/doubles.ts', '/config/config.json'],
    });
    const control = `http://${await container.address()}:${controlPort}`;
    await eventually('the doubles of the cloud', () =>
      fetch(control).then(
        () => true,
        () => undefined,
      ),
    );
    return new CloudPod(ending, container.name, control);
  }
}

export class CloudPod {
  readonly #ending: Ending;
  readonly #network: string;
  readonly #control: string;

  constructor(ending: Ending, name: string, control: string) {
    this.#ending = ending;
    this.#network = `container:${name}`;
    this.#control = control;
  }

  async set(state: Partial<CloudState>): Promise<void> {
    const body = JSON.stringify({ bound: true, granted: true, ...state });
    await fetch(this.#control, { method: 'POST', body });
  }

  /** `host:port` of everything that was asked since the last `set`. */
  async asked(): Promise<readonly string[]> {
    return (await (await fetch(this.#control)).json()) as string[];
  }

  /** A container of the sensor's image that stays. */
  async start(options: readonly string[], args: readonly string[] = []): Promise<string> {
    const name = uniqueName('sensor');
    this.#ending.after(() => runCommand('docker', ['rm', '--force', '--volumes', name]));
    const image = await buildImage('sensor');
    const network = ['--network', this.#network];
    await docker('run', '--detach', '--name', name, ...network, ...options, image, ...args);
    return name;
  }

  async run(options: readonly string[], args: readonly string[]): Promise<CommandResult> {
    const image = await buildImage('sensor');
    const all = ['run', '--rm', '--network', this.#network, ...options, image, ...args];
    return await runCommand('docker', all);
  }
}

/** The folder that the guides mount at /etc/harborguard. */
export function machineFolder(ending: Ending, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(ending);
  chmodSync(folder, 0o755);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o644);
  }
  return folder;
}
