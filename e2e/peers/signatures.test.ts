// Images signed by the real cosign in a real registry, in both of its layouts, and the layout we write read by the real Trivy.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeSigningKey } from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { trivy as trivyRow } from '../../sensor/src/external/trivy.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { findPeer } from '../support/find-peer.ts';
import {
  fixturesFolder,
  hasFixtures,
  noFixturesReason,
  pushWithSkopeo,
} from '../support/peer-images.ts';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const cosign = findPeer('cosign');
const trivy = findPeer('trivy');
const missing = [
  ...missingPrograms(['docker-registry', 'skopeo']),
  ...(cosign === undefined ? ['cosign (npm run peers:install)'] : []),
];
const entry = join(import.meta.dirname, '../../sensor/src/main.ts');
const image = `oci-archive:${join(fixturesFolder, 'images', 'alpine-3.14-oci-archive.tar')}`;

function skipReason(): string | false {
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  return hasFixtures ? false : noFixturesReason;
}

for (const { layout, flags } of [
  { layout: 'cosign 3 (bundle by the referrers tag)', flags: [] },
  { layout: 'cosign 2 (.sig tag)', flags: ['--new-bundle-format=false'] },
]) {
  test(`${layout}: signed by its key, by no other, and not when another image is meant`, {
    skip: skipReason(),
  }, async (t) => {
    const folder = temporaryFolder(t);
    const registry = await startDockerRegistry();
    t.after(() => registry.close());
    await pushWithSkopeo(image, registry, 'shop/web:1.0');
    const name = `${registry.host}/shop/web`;
    const inspect = ['inspect', '--tls-verify=false', '--format', '{{.Digest}}'];
    const digest = (await mustRun('skopeo', [...inspect, `docker://${name}:1.0`])).trim();
    const environment = { COSIGN_PASSWORD: '' };
    await mustRun(cosign ?? '', ['generate-key-pair'], { cwd: folder, environment });
    const scan = (...args: readonly string[]) =>
      runCommand(process.execPath, [
        ...[entry, 'scan', '--plain-http', `${name}:1.0`, '--require-signature'],
        ...args,
      ]);
    const other = join(folder, 'other.pub');
    writeFileSync(other, makeSigningKey().pem);
    const key = join(folder, 'cosign.pub');

    const before = await scan('--verify-key', key);
    await mustRun(
      cosign ?? '',
      [
        ...['sign', '--key', 'cosign.key', '--tlog-upload=false', '--use-signing-config=false'],
        ...[...flags, '--allow-http-registry', '--yes', `${name}@${digest}`],
      ],
      { cwd: folder, environment },
    );
    const signed = await scan('--verify-key', key);
    const foreign = await scan('--verify-key', other);

    assert.equal(before.code, 1, before.stderr);
    assert.match(before.stderr, /signature: no signature/);
    assert.equal(signed.code, 0, signed.stderr);
    assert.ok(signed.stderr.includes(`signature: verified by ${key}`));
    assert.equal(foreign.code, 1, foreign.stderr);
    assert.match(foreign.stderr, /signature: unknown signer/);
  });
}

test('the real Trivy takes an OCI layout by our arguments, and its report has the form we read', {
  skip: trivy === undefined ? 'not installed: trivy (npm run peers:install)' : skipReason(),
}, async (t) => {
  const folder = temporaryFolder(t);
  const layout = join(folder, 'layout');
  await mustRun('skopeo', ['copy', '--quiet', image, `oci:${layout}`]);
  assert.ok(existsSync(join(layout, 'index.json')));
  const args = trivyRow.programArguments({ folder: layout, temporaryFolder: folder });
  // Vulnerabilities need its database, which is not ours to fetch; secrets do not.
  const offline = args.map((arg) => (arg === 'vuln' ? 'secret' : arg));

  const output = await mustRun(trivy ?? '', offline, {
    environment: { TRIVY_CACHE_DIR: join(folder, 'cache') },
  });

  assert.ok(args.includes('vuln'));
  assert.deepEqual(trivyRow.parse(Buffer.from(output)), []);
});
