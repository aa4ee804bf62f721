// The present state of sensors, registries, keys and advisories, as far as there may be news in it.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { ApiKey } from '../keys/key-store.ts';
import type { RegistryState, RegistryStates } from '../registries/registry-state.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { SensorService, SensorState } from '../sensors/sensor-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { Observation } from './watched-changes.ts';

export interface WatchDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly sensors: Pick<SensorService, 'list'>;
  readonly registryStates: RegistryStates;
  readonly advisories: () => { readonly state: 'current' | 'stale' | 'missing' };
}

export interface Observed {
  readonly observations: readonly Observation[];
  /** There, but not to be judged now: a registry that syncs or whose sensor is lost keeps what was told of it. */
  readonly undecided: ReadonlySet<string>;
}

const pageLength = 200;
const dayMs = 24 * 60 * 60 * 1000;
const keyWarningMs = 14 * dayMs;

export async function observeStates(
  dependencies: WatchDependencies,
  orgId: string,
  now: number,
): Promise<Observed> {
  const { sensors, unitOfWork, registryStates } = dependencies;
  const seen = await allOf(async (page) => {
    const listed = await sensors.list(orgId, page);
    return listed.sensors;
  });
  const registries = await allOf(async (page) => {
    const listed = await unitOfWork.read(orgId, (stores) =>
      stores.registries.list({ ...page, sort: 'createdAt', descending: false }),
    );
    const states = await registryStates.of(orgId, listed.registries);
    return listed.registries.map((registry, index) => ({ registry, state: states[index] }));
  });
  const keys = await allOf(async (page) => {
    const listed = await unitOfWork.read(orgId, (stores) => stores.keys.list(page));
    return listed.keys;
  });
  const judged = registries.map(({ registry, state }) => observedRegistry(registry, state, now));
  return {
    observations: [
      ...seen.flatMap((sensor) => observedSensor(sensor, now)),
      ...judged.filter((one) => typeof one === 'object'),
      ...keys.flatMap((key) => observedKey(key, now)),
      ...observedAdvisories(dependencies.advisories().state),
    ],
    undecided: new Set(judged.filter((one) => typeof one === 'string')),
  };
}

async function allOf<Row>(
  list: (page: { readonly offset: number; readonly limit: number }) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (let offset = 0; ; offset += pageLength) {
    const rows = await list({ offset, limit: pageLength });
    all.push(...rows);
    if (rows.length < pageLength) return all;
  }
}

function observedSensor(
  { sensor, liveness, lastSeenAt }: SensorState,
  now: number,
): readonly Observation[] {
  if (liveness === 'never') return [];
  return [
    {
      subject: `sensor:${sensor.id}`,
      state: liveness,
      rank: liveness === 'offline' ? 1 : 0,
      worse: { kind: 'sensor.offline', title: `Sensor ${sensor.name} is offline` },
      well: { kind: 'sensor.online', title: `Sensor ${sensor.name} is back` },
      isRecent: now - lastSeenAt < dayMs,
      facts: { sensorName: sensor.name },
    },
  ];
}

/** The subject alone where nothing can be said now. */
function observedRegistry(
  { id, name }: Registry,
  state: RegistryState | undefined,
  now: number,
): Observation | string {
  const subject = `registry:${id}`;
  if (state?.status !== 'ERROR' && state?.status !== 'CONNECTED') return subject;
  // With its sensors gone it is in error as well, but that is their news and says nothing of its syncs.
  if (!state.sensors.some(({ liveness }) => liveness === 'online')) return subject;
  const code = state.lastRun?.errorCode ?? undefined;
  const isError = state.status === 'ERROR';
  return {
    subject,
    state: isError ? 'error' : 'ok',
    rank: isError ? 1 : 0,
    worse: {
      kind: 'registry.error',
      title: `Registry ${name} is in error${code ? `: ${code}` : ''}`,
    },
    well: { kind: 'registry.recovered', title: `Registry ${name} works again` },
    isRecent: now - (state.lastRun?.finishedAt ?? 0) < dayMs,
    registryId: id,
    facts: {
      registryName: name,
      ...(isError && isErrorCode(code)
        ? { errorCode: code, firstCheck: errorRow(code).firstCheck }
        : {}),
    },
  };
}

function observedKey({ id, name, expiresAt }: ApiKey, now: number): readonly Observation[] {
  if (expiresAt === undefined || expiresAt <= now) return [];
  const leftMs = expiresAt - now;
  const rank = leftMs <= dayMs ? 2 : leftMs <= keyWarningMs ? 1 : 0;
  const when = rank === 2 ? 'within one day' : 'within 14 days';
  return [
    {
      subject: `key:${id}`,
      state: String(expiresAt),
      rank,
      worse: { kind: 'key.expiring', title: `API key ${name} expires ${when}` },
      isRecent: true,
      facts: { keyName: name, expiresAt: new Date(expiresAt).toISOString() },
    },
  ];
}

function observedAdvisories(state: 'current' | 'stale' | 'missing'): readonly Observation[] {
  if (state === 'missing') return [];
  return [
    {
      subject: 'advisories',
      state,
      rank: state === 'stale' ? 1 : 0,
      worse: { kind: 'advisories.stale', title: 'The advisories are stale' },
      well: { kind: 'advisories.current', title: 'The advisories are current again' },
      isRecent: true,
      facts: {},
    },
  ];
}
