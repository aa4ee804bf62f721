// Routes of sensors.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { DiagnosticsBodySchema } from '@harborguard/shared/protocol/diagnostics.ts';
import { Type } from 'typebox';
import { unscopedOf } from '../access.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional, Uuid } from '../schemas/common.ts';
import { SensorSchema, sensorView } from '../schemas/sensor.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['sensors'] as const;

const listOptions = guarded('viewer', {
  summary: 'The sensors known',
  tags,
  querystring: Type.Object(
    {
      ...pageQuery,
      enrolmentToken: Type.Optional(Uuid),
      label: Type.Optional(
        Type.String({
          ...{ pattern: '^[^=]{1,63}=.{0,255}$', examples: ['site=berlin'] },
          description: 'name=value, of the enrolment token',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(SensorSchema) },
});
const readOptions = guarded('viewer', {
  summary: 'One sensor',
  tags,
  params: IdParams,
  response: { 200: dataOf(SensorSchema) },
});

const ServedRegistrySchema = Type.Object({
  registryId: Uuid,
  url: Type.String(),
  reachable: Type.Optional(
    Type.Boolean({ description: 'As of its last heartbeat, when it spoke of this registry.' }),
  ),
  code: Type.Optional(Type.String({ description: 'Of the error table: why it is not.' })),
});
const registriesOptions = guarded('viewer', {
  summary: 'The registries a sensor serves',
  tags,
  params: IdParams,
  response: { 200: dataOf(Type.Array(ServedRegistrySchema)) },
});

const drainOptions = guarded('admin', {
  summary: 'Give the sensor no more jobs; those it has go on',
  tags,
  params: IdParams,
  response: { 200: dataOf(SensorSchema) },
});
const resumeOptions = guarded('admin', {
  summary: 'Give the sensor jobs again',
  tags,
  params: IdParams,
  response: { 200: dataOf(SensorSchema) },
});
const diagnosticsOptions = guarded('admin', {
  errors: ['PROTOCOL_UNSUPPORTED', 'SENSOR_OFFLINE'],
  summary: 'What the sensor knows of itself, asked now over its link',
  description:
    'Numbers, codes and names of variables, for support: no value of a variable, no registry, no secret.',
  tags,
  params: IdParams,
  response: { 200: dataOf(DiagnosticsBodySchema) },
});

export function sensorRoutes(app: ApiServer, { sensors }: ApiServices): void {
  app.get('/api/sensors', listOptions, async (request) => {
    const principal = unscopedOf(request);
    const { enrolmentToken, label } = request.query;
    const listed = await sensors.list(principal.orgId, {
      ...windowOf(request.query),
      ...optional('enrolmentTokenId', enrolmentToken),
      ...optional('label', labelOf(label)),
    });
    const data = listed.sensors.map(sensorView);
    return pageAnswer(request.url, request.query, { data, total: listed.total });
  });

  app.get('/api/sensors/:id', readOptions, async (request) => {
    const principal = unscopedOf(request);
    const state = await sensors.get(principal.orgId, request.params.id);
    if (state === undefined) throw new HarborError('NOT_FOUND');
    return { data: sensorView(state) };
  });

  app.get('/api/sensors/:id/registries', registriesOptions, async (request) => {
    const principal = unscopedOf(request);
    const served = await sensors.registriesOf(principal.orgId, request.params.id);
    return {
      data: served.map(({ registryId, url, reach }) => ({
        ...{ registryId, url },
        ...optional('reachable', reach?.reachable),
        ...optional('code', reach?.code),
      })),
    };
  });

  app.post('/api/sensors/:id/drain', drainOptions, async (request) => {
    const principal = unscopedOf(request);
    return {
      data: sensorView(await sensors.setDrained(principal.orgId, request.params.id, true)),
    };
  });

  app.post('/api/sensors/:id/resume', resumeOptions, async (request) => {
    const principal = unscopedOf(request);
    return {
      data: sensorView(await sensors.setDrained(principal.orgId, request.params.id, false)),
    };
  });

  app.get('/api/sensors/:id/diagnostics', diagnosticsOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: await sensors.diagnostics(principal.orgId, request.params.id) };
  });
}

function labelOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const at = text.indexOf('=');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}
