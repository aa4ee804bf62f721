// Nobody overwrites what somebody else changed in between: If-Match, on every resource that can be changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from './cli/testing/api-world.ts';
import { publishedRoutes } from './published-routes.ts';
import { Browser } from './testing/browser.ts';
import { type ChangingCall, changingCalls } from './testing/changing-calls.ts';
import { type PeopleWorld, startWithOwner } from './testing/people-world.ts';

const policyBody = { name: 'Other', effect: 'warn', when: { image: { runsAsRoot: true } } };

/** How two people meet at one thing: both read it, the other changes it first. */
interface Meeting {
  readonly route: string;
  /** What shows it, instead of the last part of the path that changes it. */
  readonly read?: string;
  /** What the other does; the route itself where it can be done twice. */
  readonly first?: { readonly route: string; readonly body?: object };
  /** Whether it can still be done with the version that is there now. */
  readonly again?: false;
}

const meetings: readonly Meeting[] = [
  { route: 'PUT /api/registries/{id}' },
  { route: 'DELETE /api/registries/{id}', first: { route: 'PUT /api/registries/{id}' } },
  { route: 'PUT /api/registries/{id}/sensors', read: 'sensor-status' },
  { route: 'PUT /api/policies/{id}' },
  {
    route: 'DELETE /api/policies/{id}',
    first: { route: 'PUT /api/policies/{id}', body: policyBody },
  },
  { route: 'PUT /api/notification-channels/{id}' },
  {
    route: 'DELETE /api/notification-channels/{id}',
    first: { route: 'PUT /api/notification-channels/{id}' },
  },
  { route: 'PUT /api/notification-rules/{id}' },
  {
    route: 'DELETE /api/notification-rules/{id}',
    first: { route: 'PUT /api/notification-rules/{id}' },
  },
  { route: 'PUT /api/retention-rules/{id}' },
  { route: 'DELETE /api/retention-rules/{id}', first: { route: 'PUT /api/retention-rules/{id}' } },
  { route: 'PUT /api/views/{id}' },
  { route: 'DELETE /api/views/{id}', first: { route: 'PUT /api/views/{id}' } },
  { route: 'PATCH /api/members/{id}', first: { route: '', body: { role: 'auditor' } } },
  {
    route: 'DELETE /api/members/{id}',
    first: { route: 'PATCH /api/members/{id}', body: { role: 'auditor' } },
  },
  { route: 'POST /api/exceptions/{id}/revoke', again: false },
  {
    route: 'POST /api/exceptions/{id}/approve',
    first: { route: 'POST /api/exceptions/{id}/revoke' },
    again: false,
  },
  {
    route: 'POST /api/exceptions/{id}/withdraw',
    first: { route: 'POST /api/exceptions/{id}/revoke' },
    again: false,
  },
];

/** Changed as a whole by one person at a time, or by their owner only. */
const withoutPrecondition = [
  'PUT /api/system/log-level',
  'PUT /api/session',
  'DELETE /api/session',
  'PUT /api/me/password',
  'PUT /api/trusted-root',
  'DELETE /api/trusted-root',
];

test('every route that changes a thing, or removes one that can be changed, has its row here', async () => {
  const published = await publishedRoutes();
  const changing = published.filter(({ method }) => method === 'PUT' || method === 'PATCH');
  const changeable = changing.map(({ path }) => path);
  const removing = published.filter(
    ({ method, path }) => method === 'DELETE' && changeable.includes(path),
  );
  const routes = [...changing, ...removing].map(({ method, path }) => `${method} ${path}`);
  const known = [...withoutPrecondition, ...meetings.map(({ route }) => route)];

  assert.deepEqual(
    routes.filter((route) => !known.includes(route)),
    [],
  );
});

test('exactly these routes say that they may refuse a stale version', async () => {
  const said = (await publishedRoutes())
    .filter(({ ownErrors }) => ownErrors.includes('PRECONDITION_FAILED'))
    .map(({ method, path }) => `${method} ${path}`);

  assert.deepEqual(said.toSorted(), meetings.map(({ route }) => route).toSorted());
});

for (const { route, read, first, again } of meetings) {
  test(`${route} refuses who has not seen the last change, and nothing is changed`, async (t) => {
    const world = await startWithOwner(t);
    const call = await callOf(world, route);
    const [method = ''] = route.split(' ', 1);
    const place = call.path.replace(/\/(approve|revoke|withdraw)$/, '');
    const shown = read === undefined ? place : place.replace(/[^/]+$/, read);
    const seen = tagOf(await world.owner.call('GET', shown));
    await world.clock.advance(1000);

    const [firstMethod, firstPath] = (first?.route || route).split(' ', 2);
    const theirPath = firstPath?.endsWith('/revoke') === true ? `${place}/revoke` : place;
    const theirs = await world.owner.call(firstMethod as 'PUT', theirPath, {
      ...bodyOf(first?.body ?? (await bodyFor(world, first?.route, call))),
      headers: { 'if-match': seen },
    });
    assert.equal(theirs.status, 200, theirs.text);
    const now = await world.owner.call('GET', shown);

    const mine = await change(world, method, call, seen);

    assert.equal(mine.status, 412, mine.text);
    assert.equal(mine.body.error.code, 'PRECONDITION_FAILED');
    assert.deepEqual((await world.owner.call('GET', shown)).body, now.body);
    if (again === false) return;
    const informed = await change(world, method, call, tagOf(now));
    assert.ok(informed.status < 300, informed.text);
  });
}

async function callOf(world: PeopleWorld, route: string): Promise<ChangingCall> {
  const call = await changingCalls[route]?.(world, () => new Browser(world.app));
  return call ?? assert.fail(`${route} has no row in testing/changing-calls.ts`);
}

/** The body of the route itself, or of the one that comes first, made for another thing of the kind. */
async function bodyFor(world: PeopleWorld, route: string | undefined, call: ChangingCall) {
  if (route === undefined || route === '') return call.body;
  return (await callOf(world, route)).body;
}

function bodyOf(body: unknown) {
  return body === undefined ? {} : { body };
}

async function change(world: PeopleWorld, method: string, call: ChangingCall, ifMatch: string) {
  return await world.owner.call(method as 'PUT', call.path, {
    ...bodyOf(call.body),
    headers: { 'if-match': ifMatch },
  });
}

function tagOf({ status, headers, text }: Answer): string {
  assert.equal(status, 200, text);
  return String(headers['etag']);
}
