// What belongs to others leaves no trace in any list: every answer a caller gets, by every sort and filter and on every
// page, is to the byte the one it got before those things were there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someOf } from '@harborguard/shared/testing/some-of.ts';
import { type PublishedRoute, publishedRoutes } from './published-routes.ts';
import { digestOf } from './store/testing/inventory-world.ts';
import {
  hiddenWord,
  type MatrixBefore,
  type MatrixCaller,
  mineHost,
  sharedWord,
  startMatrix,
} from './testing/matrix-world.ts';

const routes = await publishedRoutes();

/** They note what callers ask for, also here. */
const ownTraces = ['/api/audit', '/api/audit/export', '/api/audit/verify'];
const streams = ['/api/events'];

/** Values that find something of what is hidden, for parameters whose schema does not list them. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  repository: [hiddenWord, `*${hiddenWord.slice(0, 3)}*`],
  tag: [hiddenWord, '*'],
  package: [hiddenWord, `${hiddenWord} <= 1`, '*'],
  search: [hiddenWord, 'o'],
  digest: [digestOf(hiddenWord), digestOf(sharedWord)],
  subject: [digestOf(hiddenWord)],
  cve: ['CVE-2031-0001', 'CVE-2031-0002'],
  label: ['site=berlin'],
  platform: ['linux/amd64'],
  rule: ['runs-as-root'],
  type: ['deb'],
  firstSeenFrom: ['2020-01-01T00:00:00Z'],
  firstSeenTo: ['2040-01-01T00:00:00Z'],
  since: ['2020-01-01T00:00:00Z'],
  until: ['2040-01-01T00:00:00Z'],
};
/** Ids of what is hidden are unknown beforehand; these are asked for in pairs, in api-matrix.test.ts. */
const idParameters = [
  ...['registry', 'registryId', 'actor', 'target', 'action', 'channel', 'channelId', 'sensor'],
  ...['enrolmentToken', 'view'],
];
/** They say where a list begins or how it is written, which is asked for by itself, or start and await work. */
const placeParameters = ['page', 'limit', 'cursor', 'format', 'scan', 'wait'];

/** What a route does not answer without, in the caller's own registry. */
const asked: Readonly<Record<string, string>> = {
  '/api/packages': `package=${sharedWord}`,
  '/api/images/compare': `from=${digestOf(sharedWord)}&to=${digestOf(sharedWord)}`,
  '/api/registries/{id}/tag-history': `repository=${sharedWord}&tag=${sharedWord}`,
  '/api/gate': `image=${mineHost}/${sharedWord}:${sharedWord}`,
};

function isAsked(path: string, { name }: Parameter): boolean {
  return new URLSearchParams(asked[path]).has(name);
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: {
    readonly type?: string;
    readonly enum?: readonly (string | number)[];
    readonly anyOf?: readonly { readonly const?: string }[];
  };
}

/** The queries of a route that could tell two worlds apart. */
function queriesOf(parameters: readonly Parameter[]): readonly string[] {
  const named = parameters.flatMap(({ name, schema }) =>
    placeParameters.includes(name)
      ? []
      : valuesOf(name, schema).map((value) => `${name}=${encodeURIComponent(value)}`),
  );
  const isPaged = parameters.some(({ name }) => name === 'limit');
  const formats = parameters.some(({ name }) => name === 'format') ? ['format=csv'] : [];
  return ['', ...named, ...(isPaged ? ['limit=1', 'limit=1&page=2'] : []), ...formats];
}

function valuesOf(name: string, schema: Parameter['schema']): readonly string[] {
  const listed = schema.enum ?? schema.anyOf?.flatMap(({ const: value }) => value ?? []) ?? [];
  if (listed.length > 0) return listed.map(String);
  if (schema.type === 'boolean') return ['true', 'false'];
  if (schema.type === 'integer' || schema.type === 'number') return ['0', '1'];
  if (idParameters.includes(name)) return [];
  return wordsOf[name] ?? assert.fail(`${name} has no row in wordsOf: what would find something?`);
}

type Place = Pick<MatrixBefore, 'people' | 'mineId'>;

async function everyAddress({ people, mineId }: Place): Promise<readonly string[]> {
  const { body } = await people.call('GET', '/api/openapi.json');
  return routes.filter(isCompared).flatMap((route) => {
    const parameters: readonly Parameter[] = body.paths[route.path].get.parameters ?? [];
    const inQuery = parameters.filter((one) => one.in === 'query' && !isAsked(route.path, one));
    const path = route.path
      .replace('/registries/{id}', `/registries/${mineId}`)
      .replace('{digest}', digestOf(sharedWord));
    return queriesOf(inQuery).map(
      (query) => `${path}?${[asked[route.path], query].filter(Boolean).join('&')}`,
    );
  });
}

async function answersOf(
  caller: MatrixCaller,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const address of addresses) {
    const { status, text } = await caller.call('GET', address);
    // Of a refusal the id is that of the request.
    const told = status < 400 ? text : text.replace(/"id":"[0-9a-f-]{36}"/, '');
    answers.set(address, `${status} ${told}`);
  }
  return answers;
}

function isCompared({ method, path, role }: PublishedRoute): boolean {
  if (method !== 'GET' || role === undefined || [...ownTraces, ...streams].includes(path)) {
    return false;
  }
  const [parameter] = /\{\w+\}/.exec(path) ?? [];
  return parameter === undefined || path.includes('/registries/{id}') || parameter === '{digest}';
}

/** Each is asked for four times: before and after, by two callers. */
const addressesTried = 120;

test('no list shows, counts, orders or pages by what is not its own', async (t) => {
  const before = new Map<MatrixCaller, ReadonlyMap<string, string>>();
  let place: Place | undefined;
  let addresses: readonly string[] = [];
  await startMatrix(t, async (world) => {
    place = world;
    const all = await everyAddress(world);
    assert.ok(all.length > 250, `${all.length} addresses`);
    addresses = someOf(t, all, addressesTried);
    for (const caller of [world.stranger, world.scoped]) {
      before.set(caller, await answersOf(caller, addresses));
    }
  });
  assert.ok(place !== undefined);
  let found = 0;
  for (const [caller, answers] of before) {
    const now = await answersOf(caller, addresses);
    for (const [address, answer] of answers) {
      assert.equal(now.get(address), answer, `${address} as ${caller.kind}`);
      if (answer.startsWith('200') && answer.includes(sharedWord)) found += 1;
    }
  }
  // Much of it has something to tell: an image, its package and its finding that both registries hold.
  assert.ok(found > addresses.length / 8, `${found} answers that tell something`);
  // To those who may, each of these filters tells what is hidden.
  for (const list of ['images', 'findings', 'findings/by-advisory', 'facts']) {
    const { text } = await place.people.call('GET', `/api/${list}`);
    assert.ok(text.includes(list.startsWith('findings') ? 'CVE-2031-0001' : hiddenWord), list);
  }
});
