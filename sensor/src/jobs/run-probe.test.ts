import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProbeResultSchema } from '@harborguard/shared/protocol/jobs.ts';
import { startHarbor } from '@harborguard/shared/testing/vendors/harbor.ts';
import { Check } from 'typebox/value';
import { serve } from '../registry/testing/http-on-test.ts';
import {
  account,
  password,
  providerFor,
  startRegistry,
} from '../registry/testing/provider-on-test.ts';
import { runProbe } from './run-probe.ts';
import { runSync } from './run-sync.ts';
import { jobRig } from './testing/job-rig.ts';

const { signal } = new AbortController();
const identifyPaths = /^\/(?:api|health|artifactory|service\/rest|v2\/_oci)/;

async function harborOn(t: Parameters<typeof startRegistry>[0]) {
  const registry = await startRegistry(t);
  const front = await startHarbor(registry.url);
  t.after(() => front.close());
  return front;
}

test('a probe names the product behind an address that does not tell, and shows it no credential for that', async (t) => {
  const front = await harborOn(t);
  const { provider, clock } = providerFor(t, front.origin, { credential: password });

  const result = await runProbe({ provider, clock, signal });

  assert.equal(result.reachable, true);
  assert.equal(result.provider, 'HARBOR');
  assert.equal(result.details['detectedBy'], 'probe');
  const asked = front.requests.filter(({ path }) => identifyPaths.test(path));
  assert.ok(asked.every(({ headers }) => headers.authorization === undefined));
});

test('what was chosen is not asked about', async (t) => {
  const front = await harborOn(t);
  const { provider, clock } = providerFor(t, front.origin, { target: { provider: 'NEXUS' } });

  const result = await runProbe({ provider, clock, signal });

  assert.equal(result.provider, 'NEXUS');
  assert.equal(result.details['detectedBy'], undefined);
  assert.ok(front.requests.every(({ path }) => !identifyPaths.test(path)));
});

test('a registry of no product stays what it is', async (t) => {
  const registry = await startRegistry(t);
  const { provider, clock } = providerFor(t, registry.url, {
    credential: { kind: 'password', ...account },
  });

  const result = await runProbe({ provider, clock, signal });

  assert.equal(result.authenticated, true);
  assert.equal(result.provider, 'CUSTOM');
  assert.equal(result.details['detectedBy'], undefined);
});

test('a server that cannot be reached is asked nothing more', async (t) => {
  const paths: string[] = [];
  const { origin } = await serve(t, (request) => {
    paths.push(request.url ?? '');
    request.socket.destroy();
  });
  const { provider, clock } = providerFor(t, origin);

  const result = await runProbe({ provider, clock, signal });

  assert.equal(result.reachable, false);
  assert.ok(
    paths.every((path) => path === '/v2/'),
    paths.join(' '),
  );
});

test('a registry that never answers what it is gets its verdict all the same', async (t) => {
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
  const { origin } = await serve(t, (request, response) => {
    if (request.url === '/v2/') response.end('{}');
    else asked();
  });
  const { provider, clock } = providerFor(t, origin);

  const probing = runProbe({ provider, clock, signal });
  let isDone = false;
  const done = probing.finally(() => {
    isDone = true;
  });
  // No time passes while what is answered is on its way.
  await Promise.race([done, isAsked]);
  while (!isDone) {
    await Promise.race([done, clock.timersPending()]);
    if (!isDone) await clock.advance(1_000);
  }
  const result = await probing;

  assert.equal(result.reachable, true);
  assert.equal(result.authenticated, true);
  assert.equal(result.provider, 'CUSTOM');
});

test('a sync asks nobody what it is', async (t) => {
  const rig = await jobRig(t);
  await rig.push('team/app', ['1.0']);
  const asked: string[] = [];
  const { provider } = rig.context;
  const identify = () => {
    asked.push('identify');
    return Promise.resolve(undefined);
  };
  const filters = {
    repositories: { include: [], exclude: [] },
    tags: { include: [], exclude: [] },
  };

  await runSync(
    { kind: 'sync', registry: rig.target, filters },
    { ...rig.context, provider: Object.assign(provider, { identify }) },
  );

  assert.deepEqual(asked, []);
});

test('a trace that is too long for a result is cut', async (t) => {
  const registry = await startRegistry(t);
  const { provider, clock } = providerFor(t, registry.url, {
    dependencies: {
      credentials: {
        resolve: () =>
          Promise.resolve({
            credential: { kind: 'anonymous' },
            source: 'anonymous',
            trace: ['pull-secrets: skipped '.repeat(200)],
          }),
      },
    },
  });

  const result = await runProbe({ provider, clock, signal });

  assert.ok(Check(ProbeResultSchema, result));
  assert.match(result.details['credentialTrace'] ?? '', /^pull-secrets: /);
});
