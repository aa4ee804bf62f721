// Routes about the installation itself: whether it lives, what it knows, what its errors mean.
import { errorCodes, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Type } from 'typebox';
import { dataOf } from '../envelope.ts';
import { guarded, open } from '../route-schema.ts';
import { isoTime, Time } from '../schemas/common.ts';
import type { AdvisoryAge, ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['system'] as const;
const Alive = dataOf(Type.Object({ status: Type.Literal('ok'), version: Type.String() }));

const healthOptions = open({
  summary: 'Whether the process lives',
  tags,
  response: { 200: Alive },
});
const readyOptions = open({
  summary: 'Whether requests and links are welcome now',
  tags,
  response: { 200: Alive },
});
const errorsOptions = guarded('viewer', {
  summary: 'The error table',
  tags,
  response: {
    200: dataOf(
      Type.Array(
        Type.Object({
          code: Type.String(),
          meaning: Type.String(),
          retryable: Type.Boolean(),
          httpStatus: Type.Integer(),
          firstCheck: Type.String(),
        }),
      ),
    ),
  },
});
const AdvisoriesSchema = Type.Object({
  state: Type.Enum(['current', 'stale', 'missing']),
  stale: Type.Boolean(),
  source: Type.Optional(Type.String()),
  builtAt: Type.Optional(Time),
  newestModifiedAt: Type.Optional(Time),
  ageHours: Type.Optional(Type.Number()),
  records: Type.Optional(Type.Integer()),
  affectedPackages: Type.Optional(Type.Integer()),
  ecosystems: Type.Optional(Type.Array(Type.String())),
});
const advisoriesOptions = guarded('viewer', {
  summary: 'The advisories in use and their age',
  tags,
  response: { 200: dataOf(AdvisoriesSchema) },
});

export function systemRoutes(app: ApiServer, services: ApiServices): void {
  const { clock, version } = services;
  const alive = { data: { status: 'ok' as const, version } };

  app.get('/api/health', healthOptions, () => alive);

  app.get('/api/ready', readyOptions, () => {
    if (!services.isReady()) throw new HarborError('SHUTTING_DOWN');
    return alive;
  });

  app.get('/api/errors', errorsOptions, () => ({
    data: errorCodes.map((code) => ({ code, ...errorRow(code) })),
  }));

  app.get('/api/advisories', advisoriesOptions, () => ({
    data: advisoriesView(services.advisories(), clock.now()),
  }));
}

const hourMs = 60 * 60 * 1000;

function advisoriesView({ state, description }: AdvisoryAge, now: number) {
  const stale = state !== 'current';
  if (description === undefined) return { state, stale };
  const { source, records, affectedPackages, ecosystems, builtAtMs } = description;
  return {
    ...{ state, stale, source, records, affectedPackages },
    ecosystems: [...ecosystems],
    builtAt: isoTime(builtAtMs),
    newestModifiedAt: isoTime(description.newestModifiedAtMs),
    // Of the newest record: a fresh import of old advisories is old.
    ageHours: Math.max(0, Math.round((now - description.newestModifiedAtMs) / hourMs)),
  };
}
