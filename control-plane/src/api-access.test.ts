import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@harborguard/shared/errors/error-table.ts';
import { buildApp } from './app.ts';
import { otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { type Role, roles } from './domain/keys/roles.ts';
import { openRoutes, signInRoutes } from './http/open-routes.ts';

const anyId = '11111111-1111-7111-8111-111111111111';
const anyDigest = `sha256:${'a'.repeat(64)}`;

interface RouteRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly role: Role | undefined;
}

test('every route but those of the open table refuses a request without a key', async (t) => {
  const world = await startApi(t);
  const rows = await routesOf(world.app);

  assert.ok(rows.length > 25, `only ${rows.length} routes`);
  for (const { method, path } of rows) {
    const route = `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
    const isOpen = openRoutes.includes(route);
    const answer = await world.call(method, filled(path), { key: null });

    if (route.startsWith('GET /api/oidc/')) {
      assert.equal(answer.status, 404, `${route} without an identity provider`);
      continue;
    }
    if (signInRoutes.includes(route)) {
      assert.equal(answer.status, 400, `${method} ${path} asks for its secret`);
      continue;
    }
    if (isOpen) {
      assert.equal(answer.status, 200, `${method} ${path}`);
      continue;
    }
    assert.equal(answer.status, 401, `${method} ${path}`);
    assert.equal(answer.body.error.code, 'UNAUTHORIZED', `${method} ${path}`);
    assert.equal(answer.headers['www-authenticate'], 'Bearer');
  }
});

test('every route refuses the roles below the one its document names', async (t) => {
  const world = await startApi(t);
  const rows = await routesOf(world.app);
  const keys = new Map<Role, string>();
  for (const role of roles) keys.set(role, await world.keyOf(role));

  for (const { method, path, role } of rows) {
    if (role === undefined) continue;
    const lower = roles[roles.indexOf(role) + 1];
    if (lower === undefined) continue;
    const answer = await world.call(method, filled(path), { key: keys.get(lower) ?? null });

    assert.equal(answer.status, 403, `${method} ${path} as ${lower}`);
    assert.equal(answer.body.error.code, 'FORBIDDEN');
  }
});

test('a route that names neither a role nor stands in the open table stops the start', async (t) => {
  const world = await startApi(t);
  const app = await buildApp(world.services.api);
  t.after(() => app.close());

  assert.throws(() => app.get('/api/unguarded', () => ({})), /neither open nor names a role/);
});

test('addresses that do not exist are 404 with a key and 401 without one', async (t) => {
  const world = await startApi(t);

  assert.equal((await world.call('GET', '/api/nothing')).body.error.code, 'NOT_FOUND');
  assert.equal((await world.call('GET', '/api/nothing', { key: null })).status, 401);
  assert.equal((await world.call('POST', '/', { key: null })).status, 401);
});

test('who may not do something is told which role it takes and which one the key has', async (t) => {
  const world = await startApi(t);
  const key = await world.keyOf('ci');

  const { status, body } = await world.call('GET', '/api/audit', { key });

  assert.equal(status, 403);
  assert.match(body.error.message, /\(roleNeeded=auditor, yourRole=ci\)$/);
});

test('a scan of an image of nowhere says that no registry is connected there', async (t) => {
  const world = await startApi(t);

  const { status, body } = await world.call('POST', '/api/scans', {
    body: { image: 'registry.nowhere.example/shop/web:1.0' },
  });

  assert.equal(status, 404);
  assert.deepEqual(body.error.issues, [
    {
      path: '/image',
      message: 'no registry that is connected and that you may see is at registry.nowhere.example',
    },
  ]);
});

test('a sensor key opens no route', async (t) => {
  const world = await startApi(t);
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  const key: string = created.body.data.sensorApiKey;

  const answer = await world.call('GET', '/api/registries', { key });

  assert.equal(answer.status, 403);
  assert.equal(answer.body.error.code, 'FORBIDDEN');
});

test('malformed, unknown, expired and revoked keys look alike', async (t) => {
  const world = await startApi(t);
  const expired = await world.keyOf('admin', { expiresAt: world.clock.now() + 1000 });
  const revoked = await world.keyOf('admin');
  const listed = await world.call('GET', '/api/api-keys');
  const row = listed.body.data.find((key: { id: string }) => key.id !== undefined);
  assert.ok(row);
  const revokedId = await idOfKey(world, revoked);
  await world.call('DELETE', `/api/api-keys/${revokedId}`);
  await world.clock.advance(2000);
  const wrongSum = `${revoked.slice(0, -1)}${revoked.endsWith('0') ? '1' : '0'}`;

  const bodies = [];
  for (const key of ['nonsense', wrongSum, expired, revoked]) {
    const answer = await world.call('GET', '/api/registries', { key });
    assert.equal(answer.status, 401);
    const { id: _id, ...rest } = answer.body.error;
    bodies.push(rest);
  }

  assert.equal(new Set(bodies.map((body) => JSON.stringify(body))).size, 1);
});

test('what belongs to another organisation does not exist', async (t) => {
  const world = await startApi(t);
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'cloud' },
  });
  const { id } = created.body.data;
  const scan = await world.call('POST', '/api/scans', {
    body: { image: 'registry.example.com/app:1' },
  });
  const { scanId } = scan.body.data;
  const keyId = await idOfKey(world, world.ownerKey);
  const calls = [
    ['GET', `/api/registries/${id}`],
    ['PUT', `/api/registries/${id}`, { name: 'mine' }],
    ['DELETE', `/api/registries/${id}`],
    ['POST', `/api/registries/${id}/sync`],
    ['GET', `/api/registries/${id}/sensor-status`],
    ['GET', `/api/registries/${id}/syncs`],
    ['POST', '/api/registries/test-connection', { registryId: id }],
    ['GET', `/api/scans/${scanId}`],
    ['GET', `/api/jobs/${scanId}`],
    ['POST', `/api/jobs/${scanId}/cancel`],
    ['POST', `/api/jobs/${scanId}/redrive`],
    ['POST', '/api/scans', { image: 'app:1', registryId: id }],
    ['DELETE', `/api/api-keys/${keyId}`],
    ['POST', '/api/api-keys', { name: 'x', role: 'viewer', registryIds: [id] }],
  ] as const;

  for (const [method, path, body] of calls) {
    const answer = await world.call(method, path, { key: stranger, body });
    assert.equal(answer.status, 404, `${method} ${path}: ${answer.text}`);
    assert.equal(answer.body.error.code, 'NOT_FOUND');
  }
  for (const path of ['/api/registries', '/api/jobs', '/api/scans', '/api/images']) {
    const answer = await world.call('GET', path, { key: stranger });
    assert.equal(answer.body.meta.total, 0, path);
  }
});

test('a key limited to registries sees no other and can make none', async (t) => {
  const world = await startApi(t);
  const mine = await connect(world, 'one.example.com');
  const other = await connect(world, 'two.example.com');
  const key = await world.keyOf('admin', { registryIds: [mine] });

  const listed = await world.call('GET', '/api/registries', { key });
  assert.deepEqual(
    listed.body.data.map((registry: { id: string }) => registry.id),
    [mine],
  );
  assert.equal((await world.call('GET', `/api/registries/${mine}`, { key })).status, 200);
  assert.equal((await world.call('GET', `/api/registries/${other}`, { key })).status, 404);
  assert.equal((await world.call('DELETE', `/api/registries/${other}`, { key })).status, 404);
  const create = { url: 'three.example.com', scanMethod: 'cloud' };
  assert.equal((await world.call('POST', '/api/registries', { key, body: create })).status, 403);
  const widen = { name: 'wide', role: 'viewer' };
  assert.equal((await world.call('POST', '/api/api-keys', { key, body: widen })).status, 403);
});

test('a key whose only registry is removed does not become a key for all', async (t) => {
  const world = await startApi(t);
  const mine = await connect(world, 'one.example.com');
  await connect(world, 'two.example.com');
  const key = await world.keyOf('viewer', { registryIds: [mine] });

  await world.call('DELETE', `/api/registries/${mine}`);

  assert.equal((await world.call('GET', '/api/registries', { key })).body.meta.total, 0);
});

test('errors carry code, message, first check and an id, and no stack', async (t) => {
  const world = await startApi(t);

  const answer = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'cloud', colour: 'red', schedule: 'hourly' },
  });

  assert.equal(answer.status, 400);
  const { error } = answer.body;
  assert.equal(error.code, 'VALIDATION_FAILED');
  assert.ok(errorCodes.includes(error.code));
  assert.ok(error.firstCheck.length > 0);
  assert.equal(error.id, answer.headers['x-request-id']);
  assert.ok(error.issues.some((issue: { path: string }) => issue.path.includes('schedule')));
  assert.doesNotMatch(answer.text, /hourly|red|node_modules|\.ts/);
});

test('a fault of our own tells its code and id, and the log knows more', async (t) => {
  const world = await startApi(t);
  const app = await buildApp({
    ...world.services.api,
    images: {
      ...world.services.api.images,
      list: () => Promise.reject(new Error('canary-detail of the database')),
    },
  });
  t.after(() => app.close());

  const answer = await app.inject({
    url: '/api/images',
    headers: { authorization: `Bearer ${world.ownerKey}` },
  });

  assert.equal(answer.statusCode, 500);
  const { error } = JSON.parse(answer.body);
  assert.equal(error.code, 'INTERNAL_ERROR');
  assert.doesNotMatch(answer.body, /canary-detail/);
  const [line] = world.log.linesOf('request failed');
  assert.equal(line?.fields['id'], error.id);
});

test('broken bodies, wrong types and large bodies have codes of the table', async (t) => {
  const world = await startApi(t);
  const post = (payload: string, contentType = 'application/json') =>
    world.app.inject({
      method: 'POST',
      url: '/api/registries',
      headers: { authorization: `Bearer ${world.ownerKey}`, 'content-type': contentType },
      payload,
    });

  const broken = await post('{"url": ');
  const wrongType = await post('<xml/>', 'application/xml');
  const large = await post(JSON.stringify({ url: 'x'.repeat(2_000_000) }));

  assert.equal(JSON.parse(broken.body).error.code, 'VALIDATION_FAILED');
  assert.deepEqual(JSON.parse(broken.body).error.issues, [
    { path: '/', message: 'the body must be JSON' },
  ]);
  assert.equal(JSON.parse(wrongType.body).error.code, 'VALIDATION_FAILED');
  assert.deepEqual(JSON.parse(wrongType.body).error.issues, [
    { path: '/', message: 'the body must be sent with content-type: application/json' },
  ]);
  assert.equal(large.statusCode, 413);
  assert.equal(JSON.parse(large.body).error.code, 'PAYLOAD_TOO_LARGE');
});

test('lists have meta and links, and a page that is too large is refused', async (t) => {
  const world = await startApi(t);
  for (const host of ['a', 'b', 'c']) await connect(world, `${host}.example.com`);

  const second = await world.call('GET', '/api/registries?limit=1&page=2&sort=name:desc');
  const tooLarge = await world.call('GET', '/api/registries?limit=201');
  const unknownSort = await world.call('GET', '/api/registries?sort=colour:asc');

  assert.equal(second.body.data[0].name, 'b.example.com');
  assert.deepEqual(second.body.meta, {
    page: 2,
    pageSize: 1,
    total: 3,
    totalPages: 3,
    hasNext: true,
    hasPrev: true,
  });
  assert.equal(second.body.links.next, '/api/registries?limit=1&sort=name%3Adesc&page=3');
  assert.equal(tooLarge.status, 400);
  assert.equal(unknownSort.status, 400);
});

test('every answer forbids sniffing, framing and caching', async (t) => {
  const world = await startApi(t);

  for (const path of ['/api/health', '/api/registries', '/api/nothing']) {
    const { headers } = await world.call('GET', path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['cache-control'], 'no-store', path);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, path);
  }
});

test('the OpenAPI document is 3.1 and describes every route with a summary and a role', async (t) => {
  const world = await startApi(t);

  const { body } = await world.call('GET', '/api/openapi.json', { key: null });

  assert.match(body.openapi, /^3\.1/);
  for (const [path, methods] of Object.entries<Record<string, { summary?: string }>>(body.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      assert.ok(operation.summary, `${method} ${path} has no summary`);
    }
  }
});

test('the overview and every list answer on an empty installation', async (t) => {
  const world = await startApi(t);
  const paths = [
    '/api/overview',
    '/api/overview/trend',
    '/api/images',
    '/api/findings',
    '/api/findings/summary',
    '/api/sensors',
    '/api/jobs',
    '/api/scans',
    '/api/advisories',
    '/api/errors',
    '/api/api-keys',
  ];

  for (const path of paths) {
    const answer = await world.call('GET', path);
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  }
});

async function connect(world: Awaited<ReturnType<typeof startApi>>, url: string): Promise<string> {
  const answer = await world.call('POST', '/api/registries', {
    body: { url, scanMethod: 'cloud' },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data.id;
}

async function idOfKey(world: Awaited<ReturnType<typeof startApi>>, text: string): Promise<string> {
  const principal = await world.services.api.keys.authenticate(text);
  assert.equal(principal.kind, 'principal');
  return principal.kind === 'principal' ? principal.keyId : '';
}

async function routesOf(app: Awaited<ReturnType<typeof buildApp>>): Promise<readonly RouteRow[]> {
  const document = await app.inject('/api/openapi.json');
  const { paths } = JSON.parse(document.body) as {
    paths: Record<string, Record<string, { 'x-required-role'?: Role }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as RouteRow['method'],
      path,
      role: operation['x-required-role'],
    })),
  );
}

function filled(path: string): string {
  return path.replace('{id}', anyId).replace('{digest}', anyDigest);
}
