// Every route of the document against every kind of caller: what it may do, and what it learns of what is not its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleAtLeast } from './domain/keys/roles.ts';
import { type PublishedRoute, publishedRoutes } from './published-routes.ts';
import { endedCallers } from './testing/ended-callers.ts';
import {
  callerWith,
  hiddenWord,
  type MatrixCaller,
  type MatrixWorld,
  startMatrix,
} from './testing/matrix-world.ts';
import { noDigest, noId, type RouteRow, routeRows, withNothing } from './testing/route-rows.ts';

const routes = await publishedRoutes();

test('every route has a row, and every row a route', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(Object.keys(routeRows).toSorted(), names.toSorted());
});

test('each route lets in exactly those callers its role and subject let in', async (t) => {
  const { callers } = await startMatrix(t);
  let checks = 0;
  for (const route of routes) {
    const row = rowOf(route);
    const { method, path } = route;
    const asNobody = await callers[0]?.call(method, withNothing(path));
    for (const caller of callers) {
      const expected = expectedOf(route, row, caller);
      if (expected === 'in' && row.isRefusalOnly === true) continue;
      const body = row.body ?? row.naming?.body(noId);
      const query = row.asking === undefined ? '' : `?${row.asking.query(noDigest)}`;
      const answer = await caller.call(
        method,
        `${withNothing(path)}${query}`,
        row.about === 'open' ? undefined : body,
      );
      const about = `${method} ${path} as ${caller.role ?? ''} ${caller.kind}: ${answer.text}`;
      if (expected === 'open') assert.equal(answer.status, asNobody?.status, about);
      else if (expected === 'in') assert.ok(![401, 403].includes(answer.status), about);
      else assert.equal(answer.status, expected, about);
      checks += 1;
    }
  }
  assert.ok(checks > 2_000, `${checks} checks`);
});

function expectedOf(
  { role: wanted }: PublishedRoute,
  { about }: RouteRow,
  { kind, role }: MatrixCaller,
): 'open' | 'in' | 401 | 403 {
  if (about === 'open' || wanted === undefined) return 'open';
  if (kind === 'nobody' || kind === 'enrolment token') return 401;
  if (role === undefined || !roleAtLeast(role, wanted)) return 403;
  if (about === 'organisation' && kind === 'scoped key') return 403;
  return about === 'person' && kind !== 'session' ? 403 : 'in';
}

test('what has ended, or never was, opens nothing and is told no more than nobody', async (t) => {
  const { people, callers } = await startMatrix(t);
  const [nobody] = callers;
  const ended = await endedCallers(people);
  let checks = 0;
  for (const route of routes.filter(({ role }) => role !== undefined)) {
    const { method } = route;
    const { body } = rowOf(route);
    const path = withNothing(route.path);
    const told = nobody && (await ask(nobody, { method, path, body }));
    for (const [what, headers] of Object.entries(ended)) {
      const caller = callerWith(people, headers);
      const refused = await ask(caller, { method, path, body });
      assert.equal(refused, told, `${method} ${path} with ${what}`);
      checks += 1;
    }
  }
  assert.ok(checks > 1_000, `${checks} checks`);
});

test('what is not its own is to a caller as what does not exist, to the byte', async (t) => {
  const world = await startMatrix(t);
  let pairs = 0;
  for (const route of routes) {
    for (const [there, absent] of questionsOf(route, world)) {
      for (const caller of [world.stranger, world.scoped]) {
        const [seen, unknown] = [await ask(caller, there), await ask(caller, absent)];
        assert.equal(seen, unknown, `${there.method} ${there.path} as ${caller.kind}`);
        pairs += 1;
      }
    }
  }
  assert.ok(pairs > 80, `${pairs} pairs`);
  // Nothing of it was changed or removed meanwhile either.
  for (const [what, id] of Object.entries(world.hidden)) {
    const path = readable[what];
    if (path === undefined) continue;
    const answer = await world.people.call('GET', `${path}/${id}`);
    assert.equal(answer.status, 200, what);
    assert.ok(answer.text.includes(hiddenWord), what);
  }
});

const readable: Readonly<Record<string, string>> = {
  registries: '/api/registries',
  scans: '/api/scans',
  'notification-channels': '/api/notification-channels',
  'notification-rules': '/api/notification-rules',
  policies: '/api/policies',
  exceptions: '/api/exceptions',
  sensors: '/api/sensors',
  images: '/api/images',
};

test('no list, however sorted or filtered, shows or counts what is not its own', async (t) => {
  const world = await startMatrix(t);
  const { people, hidden, stranger, scoped } = world;
  const secrets = [hiddenWord, hidden['registryId'], hidden['jobs'], hidden['digest']];
  const shown = new Set<string>();
  let questions = 0;
  const lists = await listsOf(world);
  for (const { path, sorts } of lists) {
    const owned = await people.call('GET', path).catch(() => undefined);
    if (owned?.text.includes(hiddenWord) === true) shown.add(path);
    const bare = ['', ...sorts.map((sort) => `sort=${encodeURIComponent(sort)}`)];
    for (const caller of [stranger, scoped]) {
      for (const query of bare) {
        const { text } = await caller.call('GET', `${path}?${query}`);
        for (const secret of secrets)
          assert.ok(!text.includes(secret ?? '-'), `${path}?${query}: ${text}`);
        questions += 1;
      }
    }
  }
  // After all that: what a caller asked to export by stands in the audit log of its own organisation.
  for (const { path, filters } of lists) {
    for (const caller of [stranger, scoped]) {
      for (const [name, there, absent] of filters) {
        const seen = await ask(caller, { method: 'GET', path: `${path}?${name}=${there}` });
        const unknown = await ask(caller, { method: 'GET', path: `${path}?${name}=${absent}` });
        assert.equal(seen, unknown, `${path}?${name} as ${caller.kind}`);
        questions += 1;
      }
    }
  }
  assert.ok(questions > 60, `${questions} questions`);
  // To its owner all of it is shown, so there was something to leak.
  const kept = [
    'registries',
    'images',
    'images/export',
    'facts',
    'jobs',
    'scans',
    'sensors',
    'views',
  ];
  const rules = ['notification-channels', 'retention-rules', 'policies', 'exceptions'];
  for (const path of [...kept, ...rules]) assert.ok(shown.has(`/api/${path}`), path);
});

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
}

function questionsOf(route: PublishedRoute, { hidden }: MatrixWorld): [Question, Question][] {
  const { method, path } = route;
  const { about, body, naming, asking } = rowOf(route);
  if (about === 'open' || route.path === '/api/events') return [];
  const pairs: [Question, Question][] = [];
  const [, what = ''] = /\/([\w-]+)\/\{(?:id|digest)\}/.exec(path) ?? [];
  const id = hidden[what];
  if (id !== undefined) {
    const there = path.replace(/\{(?:id|digest)\}/, id);
    const query = asking === undefined ? '' : `?${asking.query(noDigest)}`;
    pairs.push([
      { method, path: `${there}${query}`, body },
      { method, path: `${withNothing(path)}${query}`, body },
    ]);
  }
  const named = naming && hidden[naming.what];
  if (naming !== undefined && named !== undefined) {
    pairs.push([
      { method, path, body: naming.body(named) },
      { method, path, body: naming.body(noId) },
    ]);
  }
  const asked = asking && hidden[asking.what];
  if (asking !== undefined && asked !== undefined) {
    const absent = asking.what === 'digest' ? noDigest : 'nothing.example.com/nothing:1';
    pairs.push([
      { method, path: `${path}?${asking.query(asked)}` },
      { method, path: `${path}?${asking.query(absent)}` },
    ]);
  }
  return pairs;
}

/** With what was asked for and the id of the answer left out: the rest has to be the same. */
async function ask(
  caller: Pick<MatrixCaller, 'call'>,
  { method, path, body }: Question,
): Promise<string> {
  const { status, text } = await caller.call(method, path, body);
  const asked = `${path} ${JSON.stringify(body ?? {})}`.match(/[0-9a-f-]{36}|sha256:[0-9a-f]{64}/g);
  let told = text.replace(/"id":"[0-9a-f-]{36}"/, '"id":"…"').replaceAll(path, '…');
  const image = new URLSearchParams(path.split('?')[1]).get('image');
  told = told.replaceAll(`"image":"${image}"`, '"image":"…"');
  for (const value of asked ?? []) {
    told = told.replaceAll(value, '…').replaceAll(encodeURIComponent(value), '…');
  }
  return `${status} ${told}`;
}

interface List {
  readonly path: string;
  readonly sorts: readonly string[];
  /** Name, a value that would find something, one that would not. */
  readonly filters: readonly (readonly [string, string, string])[];
}

async function listsOf({ people, hidden }: MatrixWorld): Promise<readonly List[]> {
  const { body } = await people.call('GET', '/api/openapi.json');
  const values: Readonly<Record<string, readonly [string, string]>> = {
    registryId: [hidden['registryId'] ?? '', noId],
    registry: [hidden['registryId'] ?? '', noId],
    repository: [hiddenWord, 'nothing'],
    digest: [hidden['digest'] ?? '', noDigest],
    search: [hiddenWord, 'nothing'],
    package: [hiddenWord, 'nothing'],
    name: [hiddenWord, 'nothing'],
    image: [hiddenWord, 'nothing'],
    channelId: [hidden['notification-channels'] ?? '', noId],
    target: [hidden['registryId'] ?? '', noId],
    actor: [hidden['members'] ?? '', noId],
  };
  return routes
    .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    .filter(({ path, role }) => role !== undefined && path !== '/api/events')
    .map(({ path }) => {
      const parameters: readonly Parameter[] = body.paths[path].get.parameters ?? [];
      return {
        path,
        sorts: parameters.flatMap(({ name, schema }) =>
          name === 'sort' ? (schema.enum ?? []) : [],
        ),
        filters: parameters.flatMap(({ name }) => {
          const pair = Object.hasOwn(values, name) ? values[name] : undefined;
          return pair === undefined ? [] : [[name, ...pair] as const];
        }),
      };
    });
}

interface Parameter {
  readonly name: string;
  readonly schema: { readonly enum?: readonly string[] };
}

function rowOf({ method, path }: PublishedRoute): RouteRow {
  return routeRows[`${method} ${path}`] ?? assert.fail(`${method} ${path} has no row`);
}
