// One pair of containers lives through this file: each test goes on where the one before has ended.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { residentBytes } from '../support/process-memory.ts';
import { missingPrograms } from '../support/run-command.ts';
import { ContainerWorld, registryHost } from './container-world.ts';
import { docker } from './docker.ts';
import { engineIsMissing } from './image.ts';

const mebibyte = 1024 * 1024;
const idleSensorBytesMax = 96 * mebibyte;

const programs = missingPrograms(['skopeo', 'htpasswd', 'openssl']);
const missing =
  (await engineIsMissing()) ??
  (programs.length === 0 ? undefined : `not installed: ${programs.join(', ')}`);

describe('control plane, sensor and registry in containers without a route to anywhere', {
  skip: missing ?? false,
}, () => {
  const endings: (() => unknown)[] = [];
  let world: ContainerWorld;

  before(async () => {
    world = await ContainerWorld.create({ after: (work) => endings.push(work) });
  });
  after(async () => {
    for (const end of endings.toReversed()) await end();
  });

  test('the console is served by the image', async () => {
    const page = await fetch(`${await world.url()}/`);
    const text = await page.text();
    const script = /src="(\/[^"]+\.js)"/.exec(text)?.[1];

    assert.equal(page.status, 200);
    assert.ok(script, text);
    assert.equal((await fetch(`${await world.url()}${script}`)).status, 200);
  });

  test('the first heartbeat of the sensor starts a sync, scans and findings', async (t) => {
    await world.connectRegistry();

    const row = await world.indexed('os/debian:first');

    assert.ok(row.packages > 80, `${row.packages} packages`);
    const registry = await (await world.api()).get<{ status: string }>(
      `/registries/${world.registryId}`,
    );
    assert.equal(registry.status, 'CONNECTED');
    t.diagnostic(`after a scan: ${await memory(world)}`);
  });

  test('an idle sensor is small', async (t) => {
    const sensor = sensorOf(world);
    await sensor.kill();
    await eventually('the link to be lost', async () => !(await linkIsLive(world)) || undefined);
    await sensor.startAgain();
    await eventually('the link to be live', async () => (await linkIsLive(world)) || undefined);

    const pid = await sensor.pid();
    await eventually(`at most ${idleSensorBytesMax} bytes after the start`, () =>
      residentBytes(pid) <= idleSensorBytesMax ? true : undefined,
    );
    t.diagnostic(`idle: ${await memory(world)}`);
  });

  test('both are somebody without rights and say that they are well', async () => {
    for (const container of [world.controlPlane, sensorOf(world)]) {
      const status = await container.evaluate(
        "process.stdout.write(require('node:fs').readFileSync('/proc/1/status','utf8'))",
      );
      assert.match(status.stdout, /^Uid:\s+65532\s/m);
      assert.match(status.stdout, /^CapEff:\s+0+$/m);
      const write = await container.evaluate("require('node:fs').writeFileSync('/app/x','')");
      assert.match(write.stderr, /EROFS/);
      // A check that a busy machine gives no time counts as failed; the next one tells.
      await eventually('a health check that is content', async () =>
        (await container.inspect('{{.State.Health.Status}}')) === 'healthy' ? true : undefined,
      );
    }
  });

  test('doctor, probe and scan are commands of the image', async () => {
    const doctor = await world.sensorCommand('doctor');
    const probe = await world.sensorCommand('probe', registryHost);
    const scan = await world.sensorCommand('scan', `${registryHost}/os/debian:first`, '--json');

    assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
    assert.match(doctor.stdout, /ok {7}control plane/);
    assert.equal(probe.code, 0, probe.stdout + probe.stderr);
    assert.equal(scan.code, 0, scan.stderr);
    assert.match(scan.stdout, /"libc6"/);
    assert.doesNotMatch(doctor.stdout + doctor.stderr + probe.stdout + scan.stdout, /canary-/);
  });

  test('the database has a place for temporary files although the root is read-only', async () => {
    for (const container of [world.controlPlane, sensorOf(world)]) {
      const { stdout, stderr } = await container.evaluate(spillToTemporaryFile);

      assert.equal(stdout, 'spilled', stderr);
    }
  });

  test('a sensor killed in the middle of its work loses nothing', async () => {
    await world.push('os/debian:second');
    await world.sync();
    await sensorOf(world).kill();
    await sensorOf(world).startAgain();

    await world.indexed('os/debian:second');
  });

  test('a control plane killed in the middle of its work loses nothing', async () => {
    await world.push('os/debian:third');
    await world.sync();
    await world.controlPlane.kill();
    await world.controlPlane.startAgain();
    await world.isReady();

    await world.indexed('os/debian:third');
    await world.indexed('os/debian:first');
  });

  test('a killed registry is found again', async () => {
    await world.registry.kill();
    await world.registry.startAgain();
    // What it holds is in memory and gone with it.
    await world.push('os/debian:fourth');
    await world.sync();

    await world.indexed('os/debian:fourth');
  });

  test('a cut network heals by itself', async () => {
    await sensorOf(world).disconnect();
    await eventually('the link to be lost', async () => !(await linkIsLive(world)) || undefined);
    await world.push('os/debian:fifth');
    await sensorOf(world).connect();
    await eventually('the link to be live', async () => (await linkIsLive(world)) || undefined);
    await world.sync();

    await world.indexed('os/debian:fifth');
  });

  test('a full state volume stops nothing for good', async () => {
    await world.replaceSensorBySmallOne();
    const sensor = sensorOf(world);
    await eventually(
      'the link to be live',
      async () => (await sensor.logs()).includes('welcomed') || undefined,
    );
    await sensor.evaluate(fillVolume);
    await world.push('os/debian:sixth');
    await world.sync();
    await eventually('the sensor to notice', async () =>
      /DISK_FULL|ENOSPC/.test(await sensor.logs()) ? true : undefined,
    );
    assert.equal(await sensor.inspect('{{.State.Running}}'), 'true');

    await sensor.evaluate("require('node:fs').rmSync('/var/lib/harborguard/filler')");
    await world.sync().catch(() => undefined);

    await world.indexed('os/debian:sixth');
  });

  test('advisories come from another control plane, or as one file, where nothing else is reached', async (t) => {
    const outside = await world.controlPlane.evaluate(
      "fetch('https://1.1.1.1').catch((error) => process.stdout.write(error.cause.code))",
    );
    assert.match(outside.stdout, /ENETUNREACH|EHOSTUNREACH|CONNECT_TIMEOUT/);

    const second = await world.startSecondControlPlane(t);
    await eventually('the advisories of the first', async () =>
      (await second.logs()).includes('"records":1') ? true : undefined,
    );

    const said = await world.importExported(await world.exportAdvisories(t));
    assert.match(said, /\b1\b/);
  });

  test('no secret is in a log, and stopping is orderly', async () => {
    const containers = [sensorOf(world), world.controlPlane];
    for (const container of containers) {
      await docker('stop', '--time', '60', container.name);
      assert.equal(await container.inspect('{{.State.ExitCode}}'), '0');
      assert.doesNotMatch(await container.logs(), /canary-|hg_ak_[0-9a-f]{48}/);
    }
  });
});

const fillVolume = `
const fs = require('node:fs');
const file = fs.openSync('/var/lib/harborguard/filler', 'w');
let size = 1 << 20;
while (size >= 512) { try { fs.writeSync(file, Buffer.alloc(size)); } catch { size /= 2; } }`;

/** A temporary table larger than its cache, as a large commit is. */
const spillToTemporaryFile = `
const Database = require('/app/node_modules/better-sqlite3');
const database = new Database(':memory:');
database.exec('create temp table spill (bytes); pragma temp.cache_size = 5;');
const insert = database.prepare('insert into spill values (randomblob(3000))');
for (let row = 0; row < 3000; row += 1) insert.run();
process.stdout.write('spilled');`;

function sensorOf({ sensor }: ContainerWorld) {
  if (sensor === undefined) throw new Error('the sensor was not started');
  return sensor;
}

async function linkIsLive(world: ContainerWorld): Promise<boolean> {
  const api = await world.api();
  const sensors = await api.list<{ connected: boolean }>('/sensors').catch(() => []);
  return sensors.some(({ connected }) => connected);
}

async function memory(world: ContainerWorld): Promise<string> {
  const sizes = await Promise.all(
    [sensorOf(world), world.controlPlane].map(async (container) =>
      (residentBytes(await container.pid()) / mebibyte).toFixed(1),
    ),
  );
  return `sensor ${sizes[0]} MiB, control plane ${sizes[1]} MiB`;
}
