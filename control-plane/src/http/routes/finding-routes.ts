// Routes of findings across images: exposures with their filters, and their sums.
import { Type } from 'typebox';
import { exposureSortColumns } from '../../domain/findings/finding-queries.ts';
import { principalOf, scopeOf } from '../access.ts';
import { agedPageOf, dataOf } from '../envelope.ts';
import { pageAnswer, pageQuery, sortQuery, windowOf } from '../pagination.ts';
import { querySort } from '../query-sort.ts';
import { guarded } from '../route-schema.ts';
import { AdvisoryAgeSchema, advisoryAgeView } from '../schemas/advisory.ts';
import {
  FilterText,
  isoTime,
  optional,
  Severity,
  SeverityCountsSchema,
  Time,
  Uuid,
} from '../schemas/common.ts';
import { ExposureSchema, exposureView, FindingSummarySchema } from '../schemas/finding.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['findings'] as const;

const listOptions = guarded('viewer', {
  summary: 'Findings in their place, followed over time',
  tags,
  querystring: Type.Object(
    {
      ...pageQuery,
      ...sortQuery(exposureSortColumns),
      severity: Type.Optional(Severity),
      cve: Type.Optional(FilterText),
      package: Type.Optional(FilterText),
      registry: Type.Optional(Uuid),
      repository: Type.Optional(FilterText),
      tag: Type.Optional(FilterText),
      state: Type.Optional(Type.Enum(['open', 'resolved', 'all'])),
      fixable: Type.Optional(Type.Boolean()),
      kev: Type.Optional(Type.Boolean()),
      epssMin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    },
    { additionalProperties: false },
  ),
  response: { 200: agedPageOf(ExposureSchema) },
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
    const filter = {
      ...scopeOf(principal),
      ...optional('severity', query.severity),
      ...optional('advisoryId', query.cve),
      ...optional('packageName', query.package),
      ...optional('registryId', query.registry),
      ...optional('repository', query.repository),
      ...optional('tag', query.tag),
      ...optional('state', query.state),
      ...optional('fixable', query.fixable),
      ...optional('kev', query.kev),
      ...optional('epssMin', query.epssMin),
    };
    const sort = querySort(query.sort);
    const { rows, total } = await findings.exposures(
      principal.orgId,
      filter,
      windowOf(query),
      sort,
    );
    return {
      ...pageAnswer(request.url, query, { data: rows.map(exposureView), total }),
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
