// What is done with a registry: testing, syncing, seeing who serves it and how its syncs went.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { RegistryState } from '../../domain/registries/registry-state.ts';
import type { SensorState } from '../../domain/sensors/sensor-service.ts';
import { demandScope, demandUnscoped, principalOf, unscopedOf } from '../access.ts';
import { callerSignal } from '../caller-signal.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, isoTime, optional, Uuid } from '../schemas/common.ts';
import { codeView } from '../schemas/job.ts';
import {
  ConnectionTestBody,
  ConnectionTestSchema,
  SyncRunSchema,
  syncRunView,
} from '../schemas/registry.ts';
import { SensorStatusSchema, sensorView } from '../schemas/sensor.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['registries'] as const;

const testOptions = guarded('developer', {
  errors: [
    'ADDRESS_REFUSED',
    'NOT_FOUND',
    'PLAIN_HTTP_NOT_ALLOWED',
    'REFERENCE_INVALID',
    'SENSOR_NOT_CONNECTED_YET',
  ],
  summary: 'Test a connection, stored or not',
  tags,
  body: ConnectionTestBody,
  response: { 200: dataOf(ConnectionTestSchema) },
});
const syncOptions = guarded('developer', {
  summary: 'Start a sync, or join the one that runs',
  tags,
  params: IdParams,
  response: {
    202: Type.Object({ success: Type.Literal(true), message: Type.Literal('Sync started') }),
  },
});
const sensorStatusOptions = guarded('viewer', {
  summary: 'Whether a sensor serves the registry',
  tags,
  params: IdParams,
  response: { 200: dataOf(SensorStatusSchema) },
});
const syncsOptions = guarded('viewer', {
  summary: 'The syncs of a registry, newest first',
  tags,
  params: IdParams,
  querystring: Type.Object(pageQuery, { additionalProperties: false }),
  response: { 200: pageOf(SyncRunSchema) },
});
const bindOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Choose the sensors bound to a registry',
  tags,
  params: IdParams,
  body: Type.Object(
    { sensorIds: Type.Array(Uuid, { maxItems: 1000, uniqueItems: true }) },
    { additionalProperties: false },
  ),
  response: { 200: dataOf(SensorStatusSchema) },
});

export function registryActionRoutes(app: ApiServer, services: ApiServices): void {
  const { registries, registryStates, connectionTests, jobs } = services;
  const sensorStatus = async (orgId: string, registryId: string, reply: FastifyReply) => {
    tagEdits(reply, await registries.bindingVersion(orgId, registryId));
    const [state] = await registryStates.of(orgId, [await registries.get(orgId, registryId)]);
    if (state === undefined) throw new TypeError('a registry has a state');
    return { data: sensorStatusView(registryId, state) };
  };

  app.post('/api/registries/test-connection', testOptions, async (request, reply) => {
    const principal = principalOf(request);
    const signal = callerSignal(reply);
    const { registryId, url, ...question } = request.body;
    if (registryId !== undefined) {
      demandScope(principal, registryId);
      const changed = { ...question, ...optional('url', url) };
      const tested = await connectionTests.ofRegistry(principal.orgId, registryId, {
        question: changed,
        signal,
      });
      return { data: connectionTestView(tested) };
    }
    if (url === undefined) {
      throw new HarborError('VALIDATION_FAILED', {
        details: { field: 'url', rule: 'registryId or url is required' },
      });
    }
    demandUnscoped(principal);
    const configuration = { ...question, url };
    return {
      data: connectionTestView(
        await connectionTests.ofConfiguration(principal.orgId, configuration, signal),
      ),
    };
  });

  app.post('/api/registries/:id/sync', syncOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const registry = await registries.get(principal.orgId, request.params.id);
    await jobs.requestSync(principal.orgId, registry.id, { trigger: 'interactive' });
    void reply.code(202);
    return { success: true as const, message: 'Sync started' as const };
  });

  app.get('/api/registries/:id/sensor-status', sensorStatusOptions, (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    return sensorStatus(principal.orgId, request.params.id, reply);
  });

  app.get('/api/registries/:id/syncs', syncsOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const page = windowOf(request.query);
    const { runs, total } = await registries.syncRuns(principal.orgId, request.params.id, page);
    return pageAnswer(request.url, request.query, { data: runs.map(syncRunView), total });
  });

  app.put('/api/registries/:id/sensors', bindOptions, async (request, reply) => {
    const { orgId } = unscopedOf(request);
    const { params, body } = request;
    await registries.bindSensors(orgId, params.id, body.sensorIds, expectedOf(request));
    return await sensorStatus(orgId, params.id, reply);
  });
}

function connectionTestView(result: ProbeResult): Static<typeof ConnectionTestSchema> {
  const { reachable, authenticated, latencyMs, provider, credentialSource, details } = result;
  return {
    ...{ reachable, authenticated, latencyMs, provider, details },
    ...(credentialSource === '' ? {} : { credentialSource }),
    ...codeView(result.code),
  };
}

function sensorStatusView(
  registryId: string,
  { status, sensors }: RegistryState,
): Static<typeof SensorStatusSchema> {
  const seen = sensors.filter((sensor) => sensor.liveness !== 'never');
  const heartbeats = sensors.flatMap(({ sensor }) => sensor.heartbeat?.receivedAt ?? []);
  return {
    registryId,
    state: seen.length === 0 ? 'waiting' : bestOf(seen),
    status,
    lastHeartbeatAt: heartbeats.length === 0 ? null : isoTime(Math.max(...heartbeats)),
    sensors: sensors.map(sensorView),
  };
}

function bestOf(seen: readonly SensorState[]): 'online' | 'offline' {
  return seen.some((sensor) => sensor.liveness === 'online') ? 'online' : 'offline';
}
