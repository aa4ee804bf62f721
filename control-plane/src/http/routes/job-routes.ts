// Routes of jobs, and of scans, which are jobs people ask for by the name of an image.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { jobKinds } from '@harborguard/shared/protocol/jobs.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Job } from '../../domain/jobs/job.ts';
import type { Caller } from '../../domain/keys/caller.ts';
import { findScanTarget } from '../../domain/registries/find-scan-target.ts';
import { demandScope, maySee, principalOf } from '../access.ts';
import { candidateRegistries } from '../candidate-registries.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional, Uuid } from '../schemas/common.ts';
import { JobSchema, jobStates, jobView, ScanSchema, scanView } from '../schemas/job.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['jobs'] as const;
const StateQuery = Type.Optional(Type.Enum([...jobStates]));

const listOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: 'Jobs, newest first',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      kind: Type.Optional(Type.Enum([...jobKinds])),
      state: StateQuery,
      registry: Type.Optional(Uuid),
      sensor: Type.Optional(Uuid),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(JobSchema) },
});
const jobOptions = guarded('viewer', {
  summary: 'One job',
  tags,
  params: IdParams,
  response: { 200: dataOf(JobSchema) },
});
const cancelOptions = guarded('developer', {
  errors: ['CONFLICT'],
  summary: 'Cancel a job',
  tags,
  params: IdParams,
  response: { 202: dataOf(Type.Object({ jobId: Uuid, state: Type.Literal('cancelled') })) },
});
const redriveOptions = guarded('developer', {
  errors: ['CONFLICT'],
  summary: 'Run a finished job again',
  tags,
  params: IdParams,
  response: { 202: dataOf(Type.Object({ jobId: Uuid })) },
});
const scansOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: 'Scans, newest first',
  tags,
  querystring: Type.Object(
    { ...keysetQuery, state: StateQuery, registry: Type.Optional(Uuid) },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(ScanSchema) },
});
const scanOptions = guarded('viewer', {
  summary: 'One scan',
  tags,
  params: IdParams,
  response: { 200: dataOf(ScanSchema) },
});
const startScanOptions = guarded('ci', {
  errors: ['NOT_FOUND', 'REFERENCE_INVALID'],
  summary: 'Scan an image by name or digest, also one no sync has seen',
  tags,
  body: Type.Object(
    {
      image: Type.String({ minLength: 1, maxLength: 600 }),
      registryId: Type.Optional(Uuid),
    },
    { additionalProperties: false },
  ),
  response: {
    202: dataOf(
      Type.Object({
        scanId: Uuid,
        registryId: Uuid,
        repository: Type.String(),
        reference: Type.String(),
        joined: Type.Boolean({ description: 'True when such a scan was under way already.' }),
        url: Type.String(),
      }),
    ),
  },
});

export function jobRoutes(app: ApiServer, services: ApiServices): void {
  const { jobs, registries } = services;
  const visibleJob = async (request: FastifyRequest, jobId: string): Promise<Job> => {
    const principal = principalOf(request);
    const job = await jobs.get(principal.orgId, jobId);
    if (job === undefined || !maySee(principal, job.registryId)) {
      throw new HarborError('NOT_FOUND', { details: { jobId } });
    }
    return job;
  };

  app.get('/api/jobs', listOptions, async (request) => {
    const { query } = request;
    const { orgId, registryId } = registryAsked(principalOf(request), query.registry);
    const filter = {
      ...optional('registryId', registryId),
      ...optional('sensorId', query.sensor),
      ...optional('kind', query.kind),
      ...optional('state', query.state),
    };
    const { jobs: listed, ...page } = await jobs.list(orgId, filter, windowOf(query));
    return pageAnswer(request.url, query, { data: listed.map(jobView), ...page });
  });

  app.get('/api/jobs/:id', jobOptions, async (request) => ({
    data: jobView(await visibleJob(request, request.params.id)),
  }));

  app.post('/api/jobs/:id/cancel', cancelOptions, async (request, reply) => {
    const job = await visibleJob(request, request.params.id);
    const outcome = await jobs.cancel(job.orgId, job.id);
    if (outcome.kind === 'not-found') throw new HarborError('NOT_FOUND');
    if (outcome.kind === 'already-finished') {
      throw new HarborError('CONFLICT', { details: { state: outcome.state } });
    }
    void reply.code(202);
    return { data: { jobId: job.id, state: 'cancelled' as const } };
  });

  app.post('/api/jobs/:id/redrive', redriveOptions, async (request, reply) => {
    const job = await visibleJob(request, request.params.id);
    const outcome = await jobs.redrive(job.orgId, job.id);
    if (outcome.kind === 'not-found') throw new HarborError('NOT_FOUND');
    if (outcome.kind === 'not-finished') {
      throw new HarborError('CONFLICT', { details: { state: outcome.state } });
    }
    void reply.code(202);
    return { data: { jobId: outcome.jobId } };
  });

  app.get('/api/scans', scansOptions, async (request) => {
    const { query } = request;
    const { orgId, registryId } = registryAsked(principalOf(request), query.registry);
    const filter = {
      kind: 'scan' as const,
      ...optional('registryId', registryId),
      ...optional('state', query.state),
    };
    const { jobs: scans, ...page } = await jobs.list(orgId, filter, windowOf(query));
    return pageAnswer(request.url, query, { data: scans.map(scanView), ...page });
  });

  app.get('/api/scans/:id', scanOptions, async (request) => {
    const job = await visibleJob(request, request.params.id);
    if (job.kind !== 'scan') throw new HarborError('NOT_FOUND');
    return { data: scanView(job) };
  });

  app.post('/api/scans', startScanOptions, async (request, reply) => {
    const principal = principalOf(request);
    const { image, registryId } = request.body;
    const target = findScanTarget(
      image,
      await candidateRegistries(registries, principal, registryId),
    );
    const started = await jobs.requestScan(principal.orgId, { ...target, trigger: 'interactive' });
    void reply.code(202);
    const url = `/api/scans/${started.jobId}`;
    return {
      data: { scanId: started.jobId, ...target, joined: started.kind === 'joined', url },
    };
  });
}

/** A key limited to registries names the one it asks about, unless it has only one. */
function registryAsked(
  principal: Caller,
  registryId: string | undefined,
): { readonly orgId: string; readonly registryId: string | undefined } {
  const { orgId, registryIds } = principal;
  if (registryId !== undefined) {
    demandScope(principal, registryId);
    return { orgId, registryId };
  }
  if (registryIds.length > 1) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'registry', rule: 'required for a key that is limited to registries' },
    });
  }
  return { orgId, registryId: registryIds[0] };
}
