// The whole loop against a real registry in each of its modes: push with skopeo, then the demo as a person runs it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { debianRoot } from '../support/debian-root.ts';
import { type DockerRegistryOptions, startDockerRegistry } from '../support/docker-registry.ts';
import { makeOciLayout } from '../support/oci-layout.ts';
import {
  advisoriesZip,
  hasFixtures,
  noFixturesReason,
  pushFixtures,
  pushWithSkopeo,
} from '../support/peer-images.ts';
import { missingPrograms } from '../support/run-command.ts';
import { findingsOf, runDemo } from '../support/run-demo.ts';
import { startTokenService } from '../support/token-service.ts';

const missing = missingPrograms(['docker-registry', 'skopeo', 'mmdebstrap', 'htpasswd', 'openssl']);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-peers-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function registry(t: TestContext, options: DockerRegistryOptions = {}) {
  const started = await startDockerRegistry(options);
  t.after(() => started.close());
  return started;
}

async function pushDebian(t: TestContext, to: Awaited<ReturnType<typeof registry>>, options = {}) {
  const root = await debianRoot('bookworm');
  const layout = join(temporaryFolder(t), 'layout');
  const digest = await makeOciLayout(layout, 'bookworm', [root.archive]);
  await pushWithSkopeo(`oci:${layout}:bookworm`, to, 'os/debian:bookworm', options);
  return { root, digest };
}

test('an anonymous registry with a Debian root and real images is indexed and matched', {
  skip: skip || (hasFixtures ? false : noFixturesReason),
}, async (t) => {
  const real = await registry(t);
  const { root, digest } = await pushDebian(t, real);
  await pushFixtures(real);

  const { code, document, stderr } = await runDemo([
    '--registry',
    real.url,
    '--advisories',
    advisoriesZip,
  ]);

  assert.equal(code, 0, stderr);
  const image = (name: string) => {
    const found = document?.images.find((row) => `${row.repository}:${row.tag}` === name);
    assert.ok(found, `${name} is listed`);
    return found;
  };
  const debian = image('os/debian:bookworm');
  assert.equal(debian.packages, root.packages.length);
  assert.equal(debian.digest, digest);
  assert.equal(debian.state, 'no-advisory-data');
  assert.ok(findingsOf(image('fixtures/nginx:debian10')) >= 30);
  // 82 folders hold 64 different packages beside the 15 of Alpine and the BusyBox program of one of these.
  assert.equal(image('fixtures/node-modules:latest').packages, 64 + 15 + 1);
  assert.ok(image('fixtures/busybox:attested').indexDigest);
  assert.equal(document?.registry.status, 'CONNECTED');
  assert.equal(document?.registry.health, 100);
});

test('a registry with user and password is reached with them and with nothing else', {
  skip,
}, async (t) => {
  const password = 'canary-password-1';
  const real = await registry(t, { htpasswd: { username: 'robot', password } });
  await pushDebian(t, real, { credentials: `robot:${password}` });
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'right'), `${password}\n`);
  writeFileSync(join(folder, 'wrong'), 'canary-password-2\n');

  const right = await runDemo([
    '--registry',
    real.url,
    '--username',
    'robot',
    '--password-file',
    join(folder, 'right'),
  ]);
  const wrong = await runDemo([
    '--registry',
    real.url,
    '--username',
    'robot',
    '--password-file',
    join(folder, 'wrong'),
  ]);

  assert.equal(right.code, 0, right.stderr);
  assert.equal(right.document?.images.length, 1);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /REGISTRY_AUTHENTICATION_FAILED/);
  assert.doesNotMatch(right.stderr + right.stdout + wrong.stderr + wrong.stdout, /canary-password/);
});

test('a registry with a private CA is refused without it and indexed with it', {
  skip,
}, async (t) => {
  const certificates = await makeLoopbackCertificates();
  if (certificates.kind === 'unavailable') return t.skip(certificates.reason);
  const folder = temporaryFolder(t);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const caFile = file('ca.crt', certificates.ca);
  const real = await registry(t, {
    tls: {
      certificateFile: file('server.pem', certificates.server.cert),
      keyFile: file('server.key', certificates.server.key),
    },
  });
  await pushDebian(t, real);

  const without = await runDemo(['--registry', real.url]);
  const with_ = await runDemo(['--registry', real.url, '--ca-file', caFile]);

  assert.equal(without.code, 1);
  assert.match(without.stderr, /TLS_UNTRUSTED/);
  assert.equal(with_.code, 0, with_.stderr);
  assert.equal(with_.document?.images[0]?.state, 'indexed');
});

test('a registry with a token service is indexed with scoped tokens', { skip }, async (t) => {
  const service = await startTokenService({ username: 'robot', password: 'canary-password-3' });
  t.after(() => service.close());
  const real = await registry(t, { token: service.registryOptions });
  await pushDebian(t, real, { credentials: 'robot:canary-password-3' });
  const passwordFile = join(temporaryFolder(t), 'password');
  writeFileSync(passwordFile, 'canary-password-3');

  const result = await runDemo([
    '--registry',
    real.url,
    '--username',
    'robot',
    '--password-file',
    passwordFile,
  ]);

  assert.equal(result.code, 0, result.stderr);
  assert.equal(result.document?.images.length, 1);
  assert.ok(service.scopesGranted.includes('registry:catalog:*'));
  assert.ok(service.scopesGranted.includes('repository:os/debian:pull'));
});
