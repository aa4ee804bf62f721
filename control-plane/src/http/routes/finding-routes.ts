// Routes of findings across images: exposures with their filters, and their sums.
import { Type } from 'typebox';
import {
  advisoryGroupSortColumns,
  exposureSortColumns,
} from '../../domain/findings/finding-queries.ts';
import { principalOf, scopeOf } from '../access.ts';
import { agedPageOf, dataOf } from '../envelope.ts';
import { findingFilterOf, findingQuery } from '../finding-query.ts';
import { keysetQuery, pageAnswer, sortQuery, windowOf } from '../pagination.ts';
import { querySort } from '../query-sort.ts';
import { guarded } from '../route-schema.ts';
import { AdvisoryAgeSchema, advisoryAgeView } from '../schemas/advisory.ts';
import { isoTime, optional, SeverityCountsSchema, Time, Uuid } from '../schemas/common.ts';
import {
  AdvisoryGroupSchema,
  advisoryGroupView,
  ExposureSchema,
  exposureView,
  FindingSummarySchema,
} from '../schemas/finding.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['findings'] as const;

const listOptions = guarded('viewer', {
  summary: 'Findings in their place, followed over time',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      ...sortQuery(exposureSortColumns),
      ...findingQuery,
    },
    { additionalProperties: false },
  ),
  response: { 200: agedPageOf(ExposureSchema) },
});
const byAdvisoryOptions = guarded('viewer', {
  summary: 'Open findings grouped by advisory, across images',
  tags,
  querystring: Type.Object(
    { ...keysetQuery, ...sortQuery(advisoryGroupSortColumns), ...findingQuery },
    { additionalProperties: false },
  ),
  response: { 200: agedPageOf(AdvisoryGroupSchema) },
});
const summaryOptions = guarded('viewer', {
  summary: 'Open findings in numbers',
  tags,
  querystring: Type.Object({ registry: Type.Optional(Uuid) }, { additionalProperties: false }),
  response: { 200: Type.Object({ data: FindingSummarySchema, advisories: AdvisoryAgeSchema }) },
});

/** A year and a bit: more is a report, not a look. */
const trendDaysMax = 400;

const trendOptions = guarded('viewer', {
  summary: 'Open findings at the end of each day',
  tags,
  querystring: Type.Object(
    {
      days: Type.Optional(Type.Integer({ minimum: 2, maximum: trendDaysMax, default: 42 })),
      registry: Type.Optional(Uuid),
    },
    { additionalProperties: false },
  ),
  response: {
    200: dataOf(Type.Array(Type.Object({ at: Time, open: SeverityCountsSchema }))),
  },
});

export function findingRoutes(app: ApiServer, services: ApiServices): void {
  const { findings, clock } = services;
  const age = () => advisoryAgeView(services.advisories(), clock.now());

  app.get('/api/findings', listOptions, async (request) => {
    const principal = principalOf(request);
    const { query } = request;
    const filter = findingFilterOf(principal, query);
    const sort = querySort(query.sort);
    const { rows, ...page } = await findings.exposures(
      principal.orgId,
      filter,
      windowOf(query),
      sort,
    );
    return {
      ...pageAnswer(request.url, query, { data: rows.map(exposureView), ...page }),
      advisories: age(),
    };
  });

  app.get('/api/findings/by-advisory', byAdvisoryOptions, async (request) => {
    const principal = principalOf(request);
    const { query } = request;
    const { rows, ...page } = await findings.byAdvisory(
      principal.orgId,
      findingFilterOf(principal, query),
      windowOf(query),
      querySort(query.sort),
    );
    return {
      ...pageAnswer(request.url, query, { data: rows.map(advisoryGroupView), ...page }),
      advisories: age(),
    };
  });

  app.get('/api/findings/summary', summaryOptions, async (request) => {
    const principal = principalOf(request);
    const filter = { ...scopeOf(principal), ...optional('registryId', request.query.registry) };
    return { data: await findings.summary(principal.orgId, filter), advisories: age() };
  });

  app.get('/api/findings/trend', trendOptions, async (request) => {
    const principal = principalOf(request);
    const { days = 42, registry } = request.query;
    const filter = { ...scopeOf(principal), ...optional('registryId', registry) };
    const points = await findings.trend(principal.orgId, { now: clock.now(), days, filter });
    return { data: points.map(({ at, open }) => ({ at: isoTime(at), open: { ...open } })) };
  });
}
