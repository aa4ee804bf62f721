// Every kind of caller there is, and one of everything that can be asked for, in two registries. For tests only.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { observe } from '@harborguard/shared/observations/observation-rules.ts';
import { makeSigningKey } from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { otherOrganisationId } from '../cli/testing/api-world.ts';
import { createMatchLoop } from '../domain/findings/create-match-loop.ts';
import { createFactSink } from '../domain/inventory/create-fact-sink.ts';
import { type Role, roles } from '../domain/keys/roles.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import { debianInventory } from '../store/testing/debian-inventory.ts';
import { FakeAdvisories } from '../store/testing/fake-advisories.ts';
import { digestOf, job } from '../store/testing/inventory-world.ts';
import type { Browser } from './browser.ts';
import { type PeopleWorld, startWithOwner } from './people-world.ts';
import { storeSensor } from './store-sensor.ts';

export type CallerKind =
  | 'session'
  | 'key'
  | 'scoped key'
  | 'personal token'
  | 'sensor key'
  | 'enrolment token'
  | 'nobody';

export interface MatrixAnswer {
  readonly status: number;
  readonly text: string;
}

export interface MatrixCaller {
  readonly kind: CallerKind;
  /** None where the kind has none that counts for routes. */
  readonly role: Role | undefined;
  call(method: string, path: string, body?: unknown): Promise<MatrixAnswer>;
}

/** Words that only ever stand in what belongs to the second registry, or to this organisation. */
export const hiddenWord = 'quokka';
export const mineHost = 'mine.example.com';
/** Of an image that both registries hold, and of its package. */
export const sharedWord = 'wombat';
const advisories = [
  { id: 'CVE-2031-0001', packageName: hiddenWord, level: 'critical' },
  { id: 'CVE-2031-0002', packageName: sharedWord, fixed: '2', level: 'high' },
] as const;

export interface MatrixWorld {
  readonly people: PeopleWorld;
  readonly callers: readonly MatrixCaller[];
  /** An owner of another organisation. */
  readonly stranger: MatrixCaller;
  /** Limited to the registry that is not the hidden one. */
  readonly scoped: MatrixCaller;
  /** By the name a path or query gives it, after the part of the address it stands in. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** What is there before anything that is hidden. */
export interface MatrixBefore extends Pick<MatrixWorld, 'people' | 'stranger' | 'scoped'> {
  /** The registry the scoped key is limited to. */
  readonly mineId: string;
}

export async function startMatrix(
  t: TestContext,
  look: (before: MatrixBefore) => Promise<void> = () => Promise.resolve(),
): Promise<MatrixWorld> {
  const people = await startWithOwner(t);
  const mine = await connect(people, mineHost);
  await recordImage(people, mine.id, { repository: sharedWord, word: sharedWord });
  const strangerKey = await people.keyOf('owner', { orgId: otherOrganisationId });
  const scopedKey = await people.keyOf('owner', { registryIds: [mine.id] });
  const stranger = byKey(people, 'key', 'owner', strangerKey);
  const scoped = byKey(people, 'scoped key', 'owner', scopedKey);
  await look({ people, stranger, scoped, mineId: mine.id });
  const hiddenRegistry = await connect(people, `${hiddenWord}.example.com`);
  const callers: MatrixCaller[] = [byKey(people, 'nobody', undefined, null)];
  for (const role of roles) callers.push(...(await callersOf(people, role, mine.id)));
  const token = await made(people, 'POST', '/api/enrolment-tokens', { name: hiddenWord });
  callers.push(byKey(people, 'sensor key', undefined, mine.sensorApiKey));
  callers.push(byKey(people, 'enrolment token', undefined, token.token));
  return {
    ...{ people, callers, stranger, scoped },
    hidden: await hiddenThings(people, hiddenRegistry.id, token.id),
  };
}

async function callersOf(world: PeopleWorld, role: Role, registryId: string) {
  const browser = await world.join(role, `${role}@example.com`);
  const token = await browser.call('POST', '/api/me/tokens', { body: { name: 'laptop', role } });
  assert.equal(token.status, 201, token.text);
  return [
    bySession(world, browser, role),
    byKey(world, 'key', role, await world.keyOf(role)),
    byKey(world, 'scoped key', role, await world.keyOf(role, { registryIds: [registryId] })),
    byKey(world, 'personal token', role, token.body.data.key ?? token.body.data.token),
  ];
}

/** Somebody who shows just this. */
export function callerWith(
  { app }: PeopleWorld,
  headers: Readonly<Record<string, string>>,
): Pick<MatrixCaller, 'call'> {
  return { call: (method, path, body) => ask(app, headers, { method, path, body }) };
}

function byKey(
  { app }: PeopleWorld,
  kind: CallerKind,
  role: Role | undefined,
  key: string | null,
): MatrixCaller {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  return { kind, role, call: (method, path, body) => ask(app, headers, { method, path, body }) };
}

function bySession({ app }: PeopleWorld, { cookie = '' }: Browser, role: Role): MatrixCaller {
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'x-harborguard-request': '1' };
  return {
    ...{ kind: 'session', role },
    call: (method, path, body) => ask(app, headers, { method, path, body }),
  };
}

async function ask(
  app: PeopleWorld['app'],
  headers: Readonly<Record<string, string>>,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<MatrixAnswer> {
  const answer = await app.inject({
    ...{ method: method as 'GET', url: path, headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: answer.statusCode, text: answer.body };
}

async function connect(world: PeopleWorld, url: string) {
  return await made(world, 'POST', '/api/registries', { url, scanMethod: 'sensor' });
}

async function made(world: PeopleWorld, method: 'POST', path: string, body: object) {
  const answer = await world.owner.call(method, path, { body });
  assert.ok(answer.status < 300, `${path}: ${answer.text}`);
  return answer.body.data;
}

async function hiddenThings(world: PeopleWorld, registryId: string, enrolmentTokenId: string) {
  const image = `${hiddenWord}.example.com/${hiddenWord}:1`;
  const scan = await made(world, 'POST', '/api/scans', { image });
  const channel = await made(world, 'POST', '/api/notification-channels', {
    name: hiddenWord,
    target: { kind: 'webhook', url: 'https://127.0.0.1:1/' },
  });
  const rule = { name: hiddenWord, channelId: channel.id, events: ['finding.opened'] };
  const trust = { kind: 'key', publicKey: makeSigningKey().pem };
  const invited = { email: `${hiddenWord}@example.com`, role: 'viewer' };
  // Of the hidden registry only: one of all would rightly judge what the callers may see.
  const policy = {
    ...{ name: hiddenWord, effect: 'warn', when: { image: { runsAsRoot: true } } },
    scope: { registries: [registryId] },
  };
  const expiresAt = new Date(world.clock.now() + 86_400_000).toISOString();
  const exception = { advisory: hiddenWord, reason: hiddenWord, expiresAt };
  const view = { kind: 'images', name: hiddenWord, query: { repository: hiddenWord } };
  const retained = { kind: 'gone-tags', repositories: ['**'], olderThanDays: 3650 };
  const hidden = { repository: hiddenWord };
  await recordImage(world, registryId, { ...hidden, word: hiddenWord });
  await recordImage(world, registryId, { ...hidden, word: sharedWord });
  const me = await world.owner.call('GET', '/api/me');
  const sessions = await world.owner.call('GET', '/api/me/sessions');
  const keys = await world.owner.call('GET', '/api/api-keys');
  return {
    registries: registryId,
    registryId,
    jobs: scan.scanId,
    scans: scan.scanId,
    'notification-channels': channel.id,
    'notification-rules': (await made(world, 'POST', '/api/notification-rules', rule)).id,
    signers: (await made(world, 'POST', '/api/signers', { name: hiddenWord, trust })).id,
    invitations: (await made(world, 'POST', '/api/invitations', invited)).id,
    'enrolment-tokens': enrolmentTokenId,
    members: me.body.data.id,
    sessions: sessions.body.data[0].id,
    'api-keys': keys.body.data.find(isUnlimitedViewer).id,
    sensors: await storeSensor(world, hiddenWord),
    policies: (await made(world, 'POST', '/api/policies', policy)).id,
    exceptions: (await made(world, 'POST', '/api/exceptions', exception)).id,
    views: (await made(world, 'POST', '/api/views', { ...view, isShared: true })).id,
    'retention-rules': (
      await made(world, 'POST', '/api/retention-rules', { name: hiddenWord, ...retained })
    ).id,
    images: digestOf(hiddenWord),
    image,
    repository: hiddenWord,
    digest: digestOf(hiddenWord),
  };
}

function isUnlimitedViewer(key: { readonly role: Role; readonly registryIds: readonly string[] }) {
  return key.role === 'viewer' && key.registryIds.length === 0;
}

async function recordImage(
  world: PeopleWorld,
  registryId: string,
  { repository, word }: { readonly repository: string; readonly word: string },
): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  const place = { jobId: job(1), attempt: 1, registryId, repository };
  const context = {
    ...{ orgId: defaultOrganisationId, sensorId: 'sensor', analyzerVersion: 'analyzer-1' },
    ...{ ...place, fenced: true, now: world.clock.now() },
  };
  const digest = digestOf(word);
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  await world.storage.unitOfWork.write(defaultOrganisationId, async (stores) => {
    const tags = [{ name: word, digest, mediaType }];
    await sink.tagsSeen(stores, context, { ...place, type: 'tags.seen', tags });
    const inventory = {
      ...debianInventory({ word, packages: [`${word}@1`] }),
      observations: [observe('runs-as-root', { place: 'no user is set' })],
    };
    await sink.imageInventory(stores, context, { ...place, type: 'image.inventory', inventory });
  });
  await matched(world);
}

async function matched({ storage, clock, log }: PeopleWorld): Promise<void> {
  const known = new FakeAdvisories();
  known.replace(advisories);
  const { unitOfWork } = storage;
  const loop = createMatchLoop({ unitOfWork, clock, log, tracer: noTracer, advisories: known });
  await loop.start();
  loop.wake();
  const at = clock.now();
  await clock.advance(1_000);
  await loop.idle();
  await loop.stop();
  // As if no time had passed: answers before and after are compared.
  clock.setNow(at);
}
