// Routes for many jobs at once: what waits is cancelled, what was given up is taken up again.
import { jobKinds } from '@harborguard/shared/protocol/jobs.ts';
import { Type } from 'typebox';
import type { JobGroup } from '../../domain/jobs/job-store.ts';
import type { Caller } from '../../domain/keys/caller.ts';
import { demandScope, principalOf, scopeOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { optional, Uuid } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['jobs'] as const;
const Outcome = Type.Object({
  jobs: Type.Integer(),
  hasMore: Type.Boolean({ description: 'True: the same request takes up the rest.' }),
});

function groupOf<State extends string>(states: readonly State[]) {
  return Type.Object(
    {
      kind: Type.Optional(Type.Enum([...jobKinds])),
      registryId: Type.Optional(Uuid),
      state: Type.Optional(Type.Enum([...states])),
    },
    { additionalProperties: false, examples: [{ kind: 'scan', state: states[0] }] },
  );
}

const cancelOptions = guarded('developer', {
  errors: ['NOT_FOUND'],
  summary: 'Cancel unfinished jobs, up to 1000 in one request',
  tags,
  body: groupOf(['queued', 'assigned', 'running']),
  response: { 202: dataOf(Outcome) },
});
const redriveOptions = guarded('developer', {
  errors: ['NOT_FOUND'],
  summary:
    'Run failed and dead jobs again that nobody has asked for since, up to 1000 in one request',
  tags,
  body: groupOf(['dead', 'failed']),
  response: { 202: dataOf(Outcome) },
});

export function jobBulkRoutes(app: ApiServer, { jobs }: ApiServices): void {
  app.post('/api/jobs/cancel', cancelOptions, async (request, reply) => {
    const principal = principalOf(request);
    void reply.code(202);
    return { data: await jobs.cancelMany(principal.orgId, jobGroup(principal, request.body)) };
  });

  app.post('/api/jobs/redrive', redriveOptions, async (request, reply) => {
    const principal = principalOf(request);
    void reply.code(202);
    return { data: await jobs.redriveMany(principal.orgId, jobGroup(principal, request.body)) };
  });
}

function jobGroup(
  principal: Caller,
  { kind, state, registryId }: Omit<JobGroup, 'registryIds'> & { readonly registryId?: string },
): JobGroup {
  if (registryId !== undefined) demandScope(principal, registryId);
  return {
    ...optional('kind', kind),
    ...optional('state', state),
    ...(registryId === undefined ? scopeOf(principal) : { registryIds: [registryId] }),
  };
}
