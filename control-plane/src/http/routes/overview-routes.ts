// What needs attention first, in counts; every number has a list behind it.
import { registryStatuses } from '@harborguard/shared/registry/registry-status.ts';
import { type Static, Type } from 'typebox';
import { postureTrend } from '../../domain/findings/posture-trend.ts';
import type { RegistryState } from '../../domain/registries/registry-state.ts';
import { principalOf, scopeOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { ConditionSchema, isoTime, optional, Time, Uuid } from '../schemas/common.ts';
import { FindingSummarySchema } from '../schemas/finding.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const RegistryCountsSchema = Type.Object({
  total: Type.Integer(),
  DISCONNECTED: Type.Integer(),
  SYNCING: Type.Integer(),
  CONNECTED: Type.Integer(),
  ERROR: Type.Integer(),
});

const CoverageSchema = Type.Object({
  known: Type.Integer(),
  scanned: Type.Integer(),
  partial: Type.Integer(),
  failed: Type.Integer(),
  waiting: Type.Integer(),
  noAdvisoryData: Type.Integer(),
  tags: Type.Integer(),
  repositories: Type.Integer(),
});

const overviewOptions = guarded('viewer', {
  summary: 'Counts of registries, sensors, images and findings',
  tags: ['system'],
  response: {
    200: dataOf(
      Type.Object({
        registries: RegistryCountsSchema,
        attention: Type.Array(
          Type.Object({ registryId: Uuid, name: Type.String(), condition: ConditionSchema }),
        ),
        sensors: Type.Object({
          total: Type.Integer(),
          online: Type.Integer(),
          offline: Type.Integer(),
        }),
        images: CoverageSchema,
        findings: FindingSummarySchema,
        advisories: Type.Object({ state: Type.Enum(['current', 'stale', 'missing']) }),
      }),
    ),
  },
});

/** As far back as the figures of the overview look. */
const trendDaysMax = 91;
const trendDaysDefault = 42;

const trendOptions = guarded('viewer', {
  summary: 'The figures of the overview at the end of each day',
  tags: ['system'],
  querystring: Type.Object(
    {
      days: Type.Optional(
        Type.Integer({ minimum: 2, maximum: trendDaysMax, default: trendDaysDefault }),
      ),
    },
    { additionalProperties: false },
  ),
  response: {
    200: dataOf(
      Type.Array(
        Type.Object({
          at: Time,
          critical: Type.Integer({ description: 'Open critical findings.' }),
          oldestCriticalDays: Type.Union([Type.Integer(), Type.Null()], {
            description: 'How long the oldest of them had been open; null when none was.',
          }),
          knownExploited: Type.Integer({
            description: 'Open findings of what is known to be exploited today.',
          }),
        }),
      ),
    ),
  },
});

/** An overview of more is a list; beyond this the counts stop. */
const registriesMax = 1000;

export function overviewRoutes(app: ApiServer, services: ApiServices): void {
  const { registries, registryStates, images, findings, clock } = services;

  app.get('/api/overview', overviewOptions, async (request) => {
    const principal = principalOf(request);
    const { orgId } = principal;
    const scope = scopeOf(principal);
    const listed = await registries.list(orgId, {
      offset: 0,
      limit: registriesMax,
      sort: 'name',
      descending: false,
      ...optional('ids', scope.registryIds),
    });
    const states = await registryStates.of(orgId, listed.registries);
    const attention = listed.registries.flatMap((registry, index) => {
      const state = states[index];
      const condition = state?.status === 'ERROR' ? state.conditions[0] : undefined;
      return condition === undefined
        ? []
        : [{ registryId: registry.id, name: registry.name, condition }];
    });
    return {
      data: {
        registries: registryCounts(states, listed.total),
        attention,
        sensors: sensorCounts(states),
        images: await images.coverage(orgId, scope),
        findings: await findings.summary(orgId, scope),
        advisories: { state: services.advisories().state },
      },
    };
  });

  app.get('/api/overview/trend', trendOptions, async (request) => {
    const principal = principalOf(request);
    const { days = trendDaysDefault } = request.query;
    const asked = { now: clock.now(), days };
    const filter = scopeOf(principal);
    const cohorts = await findings.cohorts(principal.orgId, { ...asked, filter });
    return {
      data: postureTrend(cohorts, asked).map(({ at, oldestCriticalDays, ...counts }) => ({
        ...counts,
        at: isoTime(at),
        oldestCriticalDays: oldestCriticalDays ?? null,
      })),
    };
  });
}

function registryCounts(
  states: readonly RegistryState[],
  total: number,
): Static<typeof RegistryCountsSchema> {
  const counts = { total, DISCONNECTED: 0, SYNCING: 0, CONNECTED: 0, ERROR: 0 };
  for (const status of registryStatuses) {
    counts[status] = states.filter((state) => state.status === status).length;
  }
  return counts;
}

/** Each sensor once, however many registries it serves. */
function sensorCounts(states: readonly RegistryState[]) {
  const byId = new Map(
    states.flatMap((state) => state.sensors).map((state) => [state.sensor.id, state.liveness]),
  );
  const liveness = [...byId.values()];
  return {
    total: liveness.length,
    online: liveness.filter((each) => each === 'online').length,
    offline: liveness.filter((each) => each === 'offline').length,
  };
}
