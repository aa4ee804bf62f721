// A registry that was removed is gone from every answer at once; that its rows are taken away later changes none of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someOf } from '@harborguard/shared/testing/some-of.ts';
import { publishedRoutes } from './published-routes.ts';
import { digestOf } from './store/testing/inventory-world.ts';
import {
  hiddenWord,
  type MatrixCaller,
  mineHost,
  sharedWord,
  startMatrix,
} from './testing/matrix-world.ts';
import type { PeopleWorld } from './testing/people-world.ts';

const routes = await publishedRoutes();

/** They note what is asked for, also here, or never end. */
const notCompared = ['/api/audit', '/api/audit/export', '/api/audit/verify', '/api/events'];
const words: Readonly<Record<string, string>> = {
  ...{ repository: hiddenWord, tag: hiddenWord, package: sharedWord, search: hiddenWord },
  ...{ digest: digestOf(hiddenWord), subject: digestOf(hiddenWord), cve: 'CVE-2031-0001' },
  ...{ state: 'all', image: `${mineHost}/${sharedWord}:${sharedWord}` },
  ...{ from: digestOf(sharedWord), to: digestOf(hiddenWord), kev: 'false', fixable: 'true' },
};

interface Parameter {
  readonly name: string;
  readonly in: string;
}

/** Without a question, and with each one that would find something of the registry. */
function addressesOf(
  path: string,
  parameters: readonly Parameter[],
  registryId: string,
): readonly string[] {
  const asked = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const one = (name: string) =>
    name.startsWith('registry') ? `${name}=${registryId}` : `${name}=${words[name] ?? ''}`;
  const known = asked.filter((name) => name.startsWith('registry') || words[name] !== undefined);
  return [path, ...known.map((name) => `${path}?${one(name)}`), `${path}?format=csv`];
}

async function everyAddress(
  people: PeopleWorld,
  { mineId, removedId }: { readonly mineId: string; readonly removedId: string },
): Promise<readonly string[]> {
  const { body } = await people.owner.call('GET', '/api/openapi.json');
  const ids = [mineId, removedId];
  return routes.flatMap(({ method, path, role }) => {
    if (method !== 'GET' || role === undefined || notCompared.includes(path)) return [];
    const parameters: readonly Parameter[] = body.paths[path].get.parameters ?? [];
    const paths = path.includes('{digest}')
      ? [hiddenWord, sharedWord].map((word) => path.replace('{digest}', digestOf(word)))
      : path.includes('/registries/{id}')
        ? ids.map((id) => path.replace('{id}', id))
        : [path];
    return paths
      .filter((one) => !one.includes('{'))
      .flatMap((one) => addressesOf(one, parameters, removedId));
  });
}

async function answersOf({ call }: Pick<MatrixCaller, 'call'>, addresses: readonly string[]) {
  const answers = new Map<string, string>();
  for (const address of addresses) {
    const { status, text } = await call('GET', address);
    answers.set(address, `${status} ${status < 400 ? text : ''}`);
  }
  return answers;
}

const addressesTried = 150;

test('a registry that was removed is gone from every answer before its rows are', async (t) => {
  let mineId = '';
  const { people, hidden, callers } = await startMatrix(t, (before) => {
    mineId = before.mineId;
    return Promise.resolve();
  });
  const removedId = hidden['registryId'] ?? '';
  const owner = callers.find(({ kind, role }) => kind === 'key' && role === 'owner');
  assert.ok(owner !== undefined);
  const clearing = people.services.registryClearing;
  const removed = await people.owner.call('DELETE', `/api/registries/${removedId}`);
  assert.equal(removed.status, 204, removed.text);
  const again = await people.owner.call('POST', '/api/registries', {
    body: { url: `${hiddenWord}.example.com`, scanMethod: 'sensor' },
  });
  assert.equal(again.status, 201, 'its name and address are free at once');
  const all = await everyAddress(people, { mineId, removedId });
  assert.ok(all.length > 200, `${all.length} addresses`);
  const addresses = someOf(t, all, addressesTried);

  const before = await answersOf(owner, addresses);
  const leftBefore = await rowsLeft(people, removedId);
  clearing.start();
  await cleared(people);
  const after = await answersOf(owner, addresses);

  assert.ok(leftBefore > 0);
  assert.equal(await rowsLeft(people, removedId), 0);
  for (const [address, answer] of before) assert.equal(after.get(address), answer, address);
  const { text } = await owner.call('GET', `/api/audit?target=${removedId}&limit=100`);
  const noted = text.match(/DELETE .api.registries.:id/g) ?? [];
  assert.equal(noted.length, 1, 'noted once');
});

test('a removal wakes what clears, and needs no restart', async (t) => {
  let mineId = '';
  const { people } = await startMatrix(t, (before) => {
    mineId = before.mineId;
    return Promise.resolve();
  });
  people.services.registryClearing.start();
  await cleared(people);
  assert.ok((await rowsLeft(people, mineId)) > 0);

  await people.owner.call('DELETE', `/api/registries/${mineId}`);
  await cleared(people);

  assert.equal(await rowsLeft(people, mineId), 0);
});

/** To its end, whose turns the clock passes. */
async function cleared({ services, clock }: PeopleWorld): Promise<void> {
  let isOver = false;
  const over = services.registryClearing.idle().then(() => {
    isOver = true;
  });
  const at = clock.now();
  while (!isOver) await clock.advance(0);
  await over;
  // As if no time had passed: answers before and after are compared.
  clock.setNow(at);
}

async function rowsLeft({ storage }: PeopleWorld, registryId: string): Promise<number> {
  let rows = 0;
  for (const table of ['exposure', 'repository', 'image_location'] as const) {
    const { count } = await storage.db
      .selectFrom(table)
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('registry_id', '=', registryId)
      .executeTakeFirstOrThrow();
    rows += Number(count);
  }
  return rows;
}
