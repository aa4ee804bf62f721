// The Docker engine by its command line: containers, networks and volumes that go away with their test.
import { randomBytes } from 'node:crypto';
import { type CommandResult, mustRun, runCommand } from '../support/run-command.ts';
import type { Ending } from '../support/temporary-folder.ts';
import { lockedDown } from './image.ts';

export async function docker(...args: readonly string[]): Promise<string> {
  return (await mustRun('docker', args)).trim();
}

export function uniqueName(word: string): string {
  return `harborguard-test-${word}-${randomBytes(4).toString('hex')}`;
}

/** Without a route to anywhere but its own members and this machine. */
export async function makeNetwork(ending: Ending): Promise<string> {
  const name = uniqueName('network');
  await docker('network', 'create', '--internal', name);
  ending.after(async () => {
    // What a test begins ends in the same order, so its containers may still be there; a network that is used stays.
    const members = ['ps', '--all', '--quiet', '--filter', `network=${name}`];
    const { stdout } = await runCommand('docker', members);
    const left = stdout.split('\n').filter((id) => id !== '');
    if (left.length > 0) await runCommand('docker', ['rm', '--force', '--volumes', ...left]);
    await runCommand('docker', ['network', 'rm', name]);
  });
  return name;
}

/** With `mebibytes`, a volume in memory that is full when it is full. */
export async function makeVolume(ending: Ending, mebibytes?: number): Promise<string> {
  const name = uniqueName('volume');
  const limit =
    mebibytes === undefined
      ? []
      : ['type=tmpfs', 'device=tmpfs', `o=size=${mebibytes}m,uid=65532,gid=65532,mode=0700`];
  await docker('volume', 'create', ...limit.flatMap((option) => ['--opt', option]), name);
  ending.after(() => runCommand('docker', ['volume', 'rm', '--force', name]));
  return name;
}

export interface ContainerOptions {
  readonly image: string;
  /** How others on the network call it. */
  readonly alias: string;
  readonly network: string;
  readonly options?: readonly string[];
  readonly args?: readonly string[];
}

export class Container {
  readonly #network: string;
  readonly #alias: string;
  readonly name: string;

  private constructor(name: string, { network, alias }: ContainerOptions) {
    this.name = name;
    this.#network = network;
    this.#alias = alias;
  }

  /** As an operator who locks everything down would run it. */
  static async start(ending: Ending, options: ContainerOptions): Promise<Container> {
    const { image, alias, network } = options;
    const name = uniqueName(alias);
    ending.after(() => runCommand('docker', ['rm', '--force', '--volumes', name]));
    await docker(
      ...['run', '--detach', '--name', name, '--network', network, '--network-alias', alias],
      ...[...lockedDown, ...(options.options ?? []), image, ...(options.args ?? [])],
    );
    return new Container(name, options);
  }

  async kill(): Promise<void> {
    await docker('kill', this.name);
  }

  async startAgain(): Promise<void> {
    await docker('start', this.name);
  }

  async disconnect(): Promise<void> {
    await docker('network', 'disconnect', this.#network, this.name);
  }

  async connect(): Promise<void> {
    await docker('network', 'connect', '--alias', this.#alias, this.#network, this.name);
  }

  /** Its address may change with each start. */
  async address(): Promise<string> {
    return await this.inspect('{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}');
  }

  async pid(): Promise<number> {
    return Number(await this.inspect('{{.State.Pid}}'));
  }

  async inspect(format: string): Promise<string> {
    return await docker('inspect', '--format', format, this.name);
  }

  async logs(): Promise<string> {
    const { stdout, stderr } = await runCommand('docker', ['logs', this.name]);
    return stdout + stderr;
  }

  /** The images hold one program that can do anything: Node. */
  async evaluate(script: string): Promise<CommandResult> {
    return await runCommand('docker', ['exec', this.name, '/nodejs/bin/node', '-e', script]);
  }
}
