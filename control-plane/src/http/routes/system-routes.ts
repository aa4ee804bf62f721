// Routes about the installation itself: whether it lives, what it knows, what its errors mean.
import { errorCodes, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { logLevels } from '@harborguard/shared/log-over-logger.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../../domain/keys/caller.ts';
import { defaultOrganisationId } from '../../domain/unit-of-work.ts';
import { unscopedOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded, open } from '../route-schema.ts';
import type { ApiServices } from '../services.ts';
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
const Level = Type.Object({ level: Type.Enum([...logLevels]) }, { additionalProperties: false });
const readLevelOptions = guarded('admin', {
  summary: 'How much is logged',
  tags,
  response: { 200: dataOf(Level) },
});
const setLevelOptions = guarded('admin', {
  summary: 'Log more or less, until the next start',
  tags,
  body: Level,
  response: { 200: dataOf(Level) },
});

/** The log is the installation's, not an organisation's: the first organisation is its operator. */
function operatorOf(request: FastifyRequest): Caller {
  const principal = unscopedOf(request);
  if (principal.orgId !== defaultOrganisationId) {
    throw new HarborError('FORBIDDEN', { details: { scope: 'organisation' } });
  }
  return principal;
}

export function systemRoutes(app: ApiServer, services: ApiServices): void {
  const { version, log, operations, unitOfWork } = services;
  const alive = { data: { status: 'ok' as const, version } };

  app.get('/api/health', healthOptions, () => alive);

  app.get('/healthz', healthOptions, () => alive);

  const ready = async () => {
    if (!services.isReady()) throw new HarborError('SHUTTING_DOWN');
    const trouble = await operations.databaseHealth.trouble();
    if (trouble !== undefined) throw new HarborError(trouble);
    return alive;
  };
  app.get('/api/ready', readyOptions, ready);
  app.get('/readyz', readyOptions, ready);

  app.get('/api/system/log-level', readLevelOptions, (request) => {
    operatorOf(request);
    return { data: { level: operations.logThreshold.level } };
  });

  app.put('/api/system/log-level', setLevelOptions, async (request) => {
    const { orgId } = operatorOf(request);
    const { level } = request.body;
    const before = { level: operations.logThreshold.level };
    await unitOfWork.write(orgId, ({ audit }) => {
      audit.describe({ before, after: { level } });
      return Promise.resolve();
    });
    operations.logThreshold.set(level);
    log.warn('log level changed', { level });
    return { data: { level } };
  });

  app.get('/api/errors', errorsOptions, () => ({
    data: errorCodes.map((code) => ({ code, ...errorRow(code) })),
  }));
}
