// The API over a real database in a temporary folder, with a clock that stands still. For tests only.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { noProxies } from '@harborguard/shared/registry/proxy-for.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { buildApp } from '../../app.ts';
import type { ControlPlaneConfig } from '../../config.ts';
import { createServices, type ServiceParts, type Services } from '../../create-services.ts';
import { embeddedPath } from '../../database-place.ts';
import type { Role } from '../../domain/keys/roles.ts';
import { defaultOrganisationId } from '../../domain/unit-of-work.ts';
import { undocumentedError } from '../../http/error-answer.ts';
import type { ApiServer } from '../../http/type-provider.ts';
import { openStorage, type Storage } from '../../open-storage.ts';
import type { AdvisoryFile } from '../../outbound/advisory-file.ts';
import { placeEmptyDatabase } from '../../store/testing/empty-database.ts';

export interface Answer {
  readonly status: number;
  // The shape of an answer is what the tests are about.
  // biome-ignore lint/suspicious/noExplicitAny: read field by field by assertions
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface ApiWorld {
  readonly folder: string;
  readonly app: ApiServer;
  readonly services: Services;
  readonly storage: Storage;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly ownerKey: string;
  keyOf(role: Role, options?: KeyOptions): Promise<string>;
  /** With the owner's key unless another is given; `null` sends none. */
  call(method: Method, path: string, options?: CallOptions): Promise<Answer>;
}

export interface KeyOptions {
  readonly registryIds?: readonly string[];
  readonly orgId?: string;
  readonly expiresAt?: number;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

export const otherOrganisationId = '00000000-0000-7000-8000-000000000002';

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function testConfig(
  folder: string,
  changes: Partial<ControlPlaneConfig> = {},
): ControlPlaneConfig {
  return {
    dataFolder: folder,
    database: undefined,
    operations: {
      metricsListen: undefined,
      callerRateLimit: 0,
      addressRateLimit: 0,
      historyDays: 30,
    },
    listen: { host: '127.0.0.1', port: 0 },
    publicUrl: undefined,
    allowedAddresses: [],
    trustedProxies: [],
    proxies: noProxies,
    logLevel: 'silent',
    sealKeyFile: join(folder, 'seal.key'),
    ...{ keyEncryptionKey: undefined, previousKeyEncryptionKey: undefined },
    advisoriesFile: join(folder, 'advisories.sqlite'),
    consoleFolder: join(folder, 'console'),
    advisories: {
      ...{ source: undefined, ecosystems: undefined, updateMinutes: 60, caFile: undefined },
      ...{ token: undefined, epssSource: undefined, kevSource: undefined },
    },
    managedSensor: false,
    shrinkPercent: 50,
    exceptionDaysMax: 365,
    bootstrapKey: undefined,
    ...{ oidc: undefined, localAccounts: true },
    ...{ systemSensorKey: undefined, tracing: undefined },
    ...changes,
  };
}

export async function startApi(
  t: TestContext,
  changes: Partial<ControlPlaneConfig> = {},
  parts: Partial<
    Pick<
      ServiceParts,
      'advisoryExport' | 'advisoryFile' | 'runAdvisoryUpdate' | 'log' | 'tracer' | 'pagerDutyUrl'
    >
  > = {},
): Promise<ApiWorld> {
  const folder = temporaryFolder(t);
  const clock = new FakeClock();
  const random = new SeededRandom(folder);
  const log = new MemoryLog();
  const logThreshold = new LogThreshold('info');
  const config = testConfig(folder, changes);
  await placeEmptyDatabase(embeddedPath(config));
  const storage = await openStorage(config, { clock, random, log });
  const services = createServices({
    ...{ config, storage, clock, random, log, logThreshold, tracer: noTracer },
    advisoryFile: noAdvisories,
    advisoryExport: { open: () => Promise.resolve(undefined), close: () => Promise.resolve() },
    runAdvisoryUpdate: undefined,
    isReady: () => true,
    version: '0.0.0-test',
    ...parts,
    passwordCost: { cost: 2, blockSize: 1, parallelization: 1 },
  });
  const app = await buildApp(services.api);
  t.after(async () => {
    await app.close();
    assert.deepEqual(log.linesOf(undocumentedError), [], 'name the code in the route');
    await services.fleet.stop();
    await services.historyPruner.stop();
    await services.judgeLoop.stop();
    await services.policyLoop.stop();
    await services.notificationLoop.stop();
    await services.registryClearing.stop();
    await services.matchLoop.stop();
    await storage.close();
  });
  await storage.unitOfWork.writeSystem((stores) =>
    stores.organisations.ensure(otherOrganisationId, 'other', clock.now()),
  );
  const keyOf = (role: Role, options?: KeyOptions) => mintKey(services, role, options);
  const ownerKey = await keyOf('owner');
  const call: ApiWorld['call'] = (method, path, options) =>
    inject(app, { method, path, key: ownerKey, ...options });
  return { folder, app, services, storage, clock, log, ownerKey, keyOf, call };
}

async function mintKey({ api }: Services, role: Role, options: KeyOptions = {}): Promise<string> {
  const { orgId = defaultOrganisationId, registryIds, expiresAt } = options;
  const minted = await api.keys.create(
    orgId,
    {
      name: role,
      kind: 'user',
      role,
      ...(registryIds === undefined ? {} : { registryIds }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    { role: 'owner', registryIds: [] },
  );
  return minted.text;
}

async function inject(
  app: ApiServer,
  request: CallOptions & { method: Method; path: string; key: string | null },
): Promise<Answer> {
  const { method, path, key, body } = request;
  const answer = await app.inject({
    method,
    url: path,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  const text = answer.body;
  return {
    status: answer.statusCode,
    body: text === '' ? undefined : JSON.parse(text),
    text,
    headers: answer.headers,
  };
}

const noAdvisories: AdvisoryFile = {
  current: () => undefined,
  watch: () => undefined,
  close: () => Promise.resolve(),
};
