// Routes about the installation itself: whether it lives, what it knows, what its errors mean.
import { errorCodes, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Type } from 'typebox';
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
export function systemRoutes(app: ApiServer, services: ApiServices): void {
  const { version } = services;
  const alive = { data: { status: 'ok' as const, version } };

  app.get('/api/health', healthOptions, () => alive);

  app.get('/api/ready', readyOptions, () => {
    if (!services.isReady()) throw new HarborError('SHUTTING_DOWN');
    return alive;
  });

  app.get('/api/errors', errorsOptions, () => ({
    data: errorCodes.map((code) => ({ code, ...errorRow(code) })),
  }));
}
