// docs/air-gap.md, done: its own commands carry the images of this source to another registry, by each of the three tools,
// and what arrives is started where no route leads anywhere.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { eventually } from '../support/eventually.ts';
import { findPeer } from '../support/find-peer.ts';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { Container, docker, makeNetwork } from './docker.ts';
import { buildImage, engineIsMissing, type ImageName, lockedDown } from './image.ts';

const names: readonly ImageName[] = ['sensor', 'control-plane'];
const crane = findPeer('crane');
const programs = missingPrograms(['docker-registry', 'skopeo', 'gzip', 'sha256sum']);
const missing =
  (await engineIsMissing()) ??
  (programs.length === 0 ? undefined : `not installed: ${programs.join(', ')}`);

describe('images carried to where no route leads', { skip: missing ?? false }, () => {
  /** Names of the images that no other run on this engine uses. */
  const prefix = `harborguard-carried-${randomBytes(4).toString('hex')}`;
  const endings: (() => unknown)[] = [];
  const ending = { after: (work: () => unknown) => endings.push(work) };
  let outside: DockerRegistry;
  let inside: DockerRegistry;

  before(async () => {
    [outside, inside] = [await startDockerRegistry(), await startDockerRegistry()];
    endings.push(
      () => outside.close(),
      () => inside.close(),
    );
    for (const name of names) {
      await docker('tag', await buildImage(name), localName(name));
      const pushed = `${outside.host}/harborguard-${name}:0.1.0`;
      await docker('tag', localName(name), pushed);
      await docker('push', '--quiet', pushed);
      endings.push(() => runCommand('docker', ['rmi', localName(name), pushed]));
      endings.push(() => runCommand('docker', ['rmi', insideName(name)]));
    }
  });
  after(async () => {
    for (const end of endings.toReversed()) await end();
  });

  const localName = (name: ImageName) => `${prefix}-${name}:0.1.0`;
  const insideName = (name: ImageName) => `${inside.host}/harborguard-${name}:0.1.0`;

  /** A block of the page, with the names of this run. */
  async function carry(
    title: string,
    cwd = temporaryFolder(ending),
    before = (text: string) => text,
  ): Promise<string> {
    const block = before(blockAfter(title))
      .replaceAll('outside.example.com', outside.host)
      .replaceAll('inside.example.com', inside.host)
      .replaceAll(/(?<![/\w-])harborguard-(sensor|control-plane):0\.1\.0/g, `${prefix}-$1:0.1.0`);
    return await mustRun('bash', ['-e', '-o', 'pipefail', '-c', block], { cwd });
  }

  async function idInside(name: ImageName): Promise<string> {
    const image = `${inside.host}/harborguard-${name}:0.1.0`;
    await docker('pull', '--quiet', image);
    return await docker('image', 'inspect', '--format', '{{.Id}}', image);
  }

  async function assertArrived(which: readonly ImageName[]): Promise<void> {
    for (const name of which) {
      const built = await docker('image', 'inspect', '--format', '{{.Id}}', await buildImage(name));
      assert.equal(await idInside(name), built, `${name} arrived as it was`);
    }
  }

  test('as one file, by docker save and load', async () => {
    await carry('As one file', temporaryFolder(ending), (text) => {
      const [out = '', within = ''] = text.split('# Inside\n');
      // Nothing of them is left here under these names when the file comes in; and it need not be small.
      return `${out.replace('| gzip', '| gzip -1')}docker rmi harborguard-sensor:0.1.0 harborguard-control-plane:0.1.0\n${within}`;
    });

    await assertArrived(names);
  });

  test('from registry to registry, by skopeo', async () => {
    await renewInside();
    // The registries of this test have no certificate.
    const plain = 'skopeo copy --src-tls-verify=false --dest-tls-verify=false';
    await carry('Where one machine reaches', temporaryFolder(ending), (text) =>
      text.replaceAll('skopeo copy', plain),
    );

    await assertArrived(names);
  });

  test('from registry to registry, by crane', {
    skip: crane === undefined ? 'crane is not installed: npm run peers:install' : false,
  }, async () => {
    await renewInside();
    await carry('So does [crane]', temporaryFolder(ending), (text) =>
      text.replaceAll(/^crane/gm, crane ?? ''),
    );

    await assertArrived(names);
  });

  test('the copies work with each other on a network without a route', async (t) => {
    const network = await makeNetwork(t);
    const key = await docker(
      'run',
      '--rm',
      '--network',
      'none',
      insideName('control-plane'),
      'make-key',
    );
    const state = ['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'];
    const controlPlane = await Container.start(t, {
      ...{ image: insideName('control-plane'), alias: 'control-plane', network },
      options: [
        ...state,
        ...['--env', `HARBORGUARD_SYSTEM_SENSOR_KEY=${key}`],
        ...['--env', 'HARBORGUARD_MANAGED_SENSOR=false'],
      ],
    });
    const sensor = await Container.start(t, {
      ...{ image: insideName('sensor'), alias: 'sensor', network },
      options: [
        ...state,
        ...['--env', 'HARBORGUARD_URL=http://control-plane:8080'],
        ...['--env', 'HARBORGUARD_ALLOW_PLAIN_HTTP=true'],
        ...['--env', `HARBORGUARD_API_KEY=${key}`],
      ],
    });

    await eventually('the link to be live', async () =>
      (await sensor.logs()).includes('link welcomed') ? true : undefined,
    );
    for (const { stdout } of await Promise.all(
      [controlPlane, sensor].map((container) => container.evaluate(knock)),
    )) {
      assert.match(stdout, /^(?:nobody|ENETUNREACH|EHOSTUNREACH)$/);
    }
  });

  test('a copy scans a carried image with a carried advisory file and no network at all', async (t) => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    const archive = join(folder, 'image.tar');
    await mustRun('docker', ['save', '--output', archive, insideName('sensor')]);
    chmodSync(archive, 0o644);
    const advisories = await advisoryFolder(folder);
    const volume = ['--volume', `${folder}:/carried`];
    const run = ['run', '--rm', '--network', 'none', ...lockedDown, ...volume];
    const data = '--env=HARBORGUARD_DATA_DIR=/carried/data';
    const user = `--user=${process.getuid?.() ?? 0}`;
    const command = [...run, data, user, insideName('control-plane'), 'advisories'];
    await docker(...command, 'import', `/carried/${basename(advisories)}`);
    await docker(...command, 'export', '/carried/advisories.hgad');
    chmodSync(join(folder, 'advisories.hgad'), 0o644);

    const said = await carry('takes the carried file too', folder);

    assert.match(said, /TEST-2026-0003/);
  });

  async function renewInside(): Promise<void> {
    for (const name of names) await runCommand('docker', ['rmi', insideName(name)]);
    await inside.close();
    inside = await startDockerRegistry();
  }
});

/** At an address of the internet, for a moment. */
const knock = `
const socket = require('node:net').connect(443, '1.1.1.1');
const say = (text) => { process.stdout.write(text); socket.destroy(); };
socket.setTimeout(2000, () => say('nobody'));
socket.on('connect', () => say('connected'));
socket.on('error', ({ code }) => say(code));`;

const page = readFileSync(resolve(import.meta.dirname, '../../docs/air-gap.md'), 'utf8');

function blockAfter(text: string): string {
  const [, rest = ''] = page.split(text);
  const block = /```sh\n([\s\S]*?)```/.exec(rest)?.[1];
  if (block === undefined) throw new Error(`docs/air-gap.md has no commands after "${text}"`);
  return block;
}

/** One advisory about a package of the image that is scanned. */
async function advisoryFolder(folder: string): Promise<string> {
  const home = join(folder, 'osv');
  await mustRun('mkdir', ['-p', join(home, 'npm')]);
  const id = 'TEST-2026-0003';
  const record = {
    ...{ schema_version: '1.6.0', id, summary: 'made up for a test' },
    ...{ modified: '2026-01-01T00:00:00Z', published: '2026-01-01T00:00:00Z' },
    affected: [
      {
        package: { ecosystem: 'npm', name: 'ws' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ],
  };
  writeFileSync(join(home, 'npm', `${id}.json`), JSON.stringify(record));
  return home;
}
