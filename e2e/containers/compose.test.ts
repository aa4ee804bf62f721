// The compose file, checked by Compose itself and brought up as its first lines say.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { docker, uniqueName } from './docker.ts';
import { buildImage, engineIsMissing, lockedDown } from './image.ts';

const file = resolve(import.meta.dirname, '../../deploy/compose/compose.yaml');
const compose = await findCompose();
const skip =
  (await engineIsMissing()) ?? (compose === undefined ? 'Compose is not installed' : false);

test('the compose file brings up a control plane and a sensor that know each other', {
  skip,
}, async (t) => {
  const controlPlane = await buildImage('control-plane');
  const folder = await projectFolder(t, controlPlane);
  const run = projectOf(t, folder, {
    HARBORGUARD_CONTROL_PLANE_IMAGE: controlPlane,
    HARBORGUARD_SENSOR_IMAGE: await buildImage('sensor'),
    // One the system chooses.
    HARBORGUARD_PORT: '0',
  });
  await run('up', '--detach', 'control-plane', 'sensor');

  const address = (await run('port', 'control-plane', '8080')).trim();
  const ownerKey = (await mustRun('cat', [join(folder, 'secrets/owner-key')])).trim();
  const api = createApiClient(`http://${address}`, ownerKey);
  await eventually('the owner to come in', () => api.get('/overview').catch(() => undefined));
  await eventually('the sensor to be welcomed', async () =>
    (await run('logs', 'sensor')).includes('link welcomed') ? true : undefined,
  );

  const created = await api.send<{ id: string }>('POST', '/registries', {
    ...{ name: 'to try', url: 'http://registry:5000', scanMethod: 'cloud', allowPlainHttp: true },
  });
  // The registry is not up: that its sync fails proves that somebody does cloud mode.
  await eventually(
    'the sync to be tried',
    async () => {
      const { status } = await api.get<{ status: string }>(`/registries/${created.id}`);
      return status === 'ERROR' || undefined;
    },
    // The name server of the machine is asked for a name it does not know, and may be slow to say so.
    { deadlineMs: 240_000 },
  );
  assert.doesNotMatch(await run('logs'), /hg_ak_[0-9a-f]{48}/);
});

async function findCompose(): Promise<readonly string[] | undefined> {
  for (const command of [['docker', 'compose'], ['docker-compose']] as const) {
    const [program, ...args] = command;
    const result = await runCommand(program, [...args, 'version']).catch(() => undefined);
    if (result?.code === 0) return command;
  }
  return undefined;
}

/** The steps at the head of the file. */
async function projectFolder(t: TestContext, image: string): Promise<string> {
  const folder = temporaryFolder(t);
  cpSync(file, join(folder, 'compose.yaml'));
  mkdirSync(join(folder, 'secrets'));
  for (const name of ['owner-key', 'sensor-key']) {
    const key = await docker('run', '--rm', '--network', 'none', ...lockedDown, image, 'make-key');
    const path = join(folder, 'secrets', name);
    writeFileSync(path, `${key}\n`);
    chmodSync(path, 0o644);
  }
  return folder;
}

function projectOf(t: TestContext, folder: string, environment: Readonly<Record<string, string>>) {
  const [program = '', ...first] = compose ?? [];
  const project = ['--project-name', uniqueName('compose')];
  const options = [...first, ...project, '--file', join(folder, 'compose.yaml')];
  // A busy engine may take longer than the minute that Compose 1 gives it.
  const patient = { ...environment, COMPOSE_HTTP_TIMEOUT: '600' };
  const run = (...args: readonly string[]) =>
    mustRun(program, [...options, ...args], { environment: patient });
  // By then the folder may be gone.
  const down = [...first, ...project, '--file', file, 'down', '--volumes', '--timeout', '10'];
  t.after(() => mustRun(program, down, { environment: patient }));
  return run;
}
