// Requests in traces: what a span says, what it is a part of, and what it never holds.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { findingEvent } from './domain/notifications/testing/sample-events.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

const brought = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
const headers = { traceparent: `00-${brought.traceId}-${brought.spanId}-01` };
const serverKind = 1;

async function world(t: TestContext): Promise<ApiWorld & { readonly tracer: MemoryTracer }> {
  const tracer = new MemoryTracer();
  const api = await startApi(t, { allowedAddresses: ['127.0.0.0/8'] }, { tracer });
  return { ...api, tracer };
}

async function registryOf(api: ApiWorld): Promise<string> {
  const body = { url: 'https://registry.example', scanMethod: 'sensor' };
  const answer = await api.call('POST', '/api/registries', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data.id as string;
}

test('a request is a span by the pattern of its route, and goes on with the trace of its caller', async (t) => {
  const api = await world(t);
  const id = await registryOf(api);

  const answer = await api.call('GET', `/api/registries/${id}?canary=1`, { headers });

  const [span] = api.tracer.named('GET /api/registries/:id');
  assert.equal(span?.options.kind, serverKind);
  assert.deepEqual(span?.options.parent, { ...brought, traceFlags: 1, isRemote: true });
  assert.deepEqual(span?.attributes, {
    'http.request.method': 'GET',
    'http.route': '/api/registries/:id',
    'harborguard.request.id': answer.headers['x-request-id'],
    'http.response.status_code': 200,
  });
  assert.equal(span?.isEnded, true);
  assert.ok(!JSON.stringify(api.tracer.spans).includes('canary'));
});

test('a traceparent that is none begins a trace like one that is not there', async (t) => {
  const api = await world(t);

  await api.call('GET', '/api/registries', { headers: { traceparent: 'canary' } });
  await api.call('GET', '/api/registries');

  const spans = api.tracer.named('GET /api/registries');
  assert.deepEqual(
    spans.map(({ options }) => options.parent),
    [undefined, undefined],
  );
});

test('what the caller did wrong is told by its code, and what we did wrong fails the span', async (t) => {
  const api = await world(t);

  await api.call('GET', `/api/registries/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`);
  await api.call('POST', '/api/nowhere-canary', { body: {} });
  t.mock.method(api.services.api.keys, 'authenticate', () => Promise.reject(new Error('canary')));
  await api.call('GET', '/api/registries');

  const [missing] = api.tracer.named('GET /api/registries/:id');
  const [nowhere] = api.tracer.named('POST');
  const [broken] = api.tracer.named('GET /api/registries');
  assert.equal(missing?.attributes['error.type'], 'NOT_FOUND');
  assert.equal(missing?.status, undefined);
  assert.equal(nowhere?.attributes['http.response.status_code'], 404);
  assert.equal(broken?.attributes['http.response.status_code'], 500);
  assert.deepEqual(broken?.status, { code: 2, message: 'INTERNAL_ERROR' });
  assert.ok(!JSON.stringify(api.tracer.spans).includes('canary'));
});

test('the secret of a webhook is in no span, and the trace of a vendor does not go on', async (t) => {
  const api = await world(t);
  const id = await registryOf(api);

  await api.call('POST', `/api/webhooks/harbor/${id}/canary-token`, { body: {}, headers });

  const [span] = api.tracer.named('POST /api/webhooks/:provider/:registryId/:token');
  assert.equal(span?.options.parent, undefined);
  assert.ok(!JSON.stringify(api.tracer.spans).includes('canary'));
});

test('probes, streams of events and files of the console are no spans', async (t) => {
  const api = await world(t);

  for (const path of ['/healthz', '/readyz', '/api/health', '/api/ready', '/registries']) {
    await api.app.inject(path);
  }

  assert.deepEqual(api.tracer.spans, []);
});

test('a job keeps the trace of the request that wanted it', async (t) => {
  const api = await world(t);
  const id = await registryOf(api);

  const answer = await api.call('POST', `/api/registries/${id}/sync`, { body: {}, headers });

  assert.equal(answer.status, 202, answer.text);
  const [span] = api.tracer.named('POST /api/registries/:id/sync');
  const { jobs } = api.services.api;
  const page = await jobs.list(
    defaultOrganisationId,
    { registryId: id },
    { page: 1, pageSize: 10 },
  );
  assert.deepEqual(
    page.jobs.map(({ traceparent }) => traceparent),
    [`00-${brought.traceId}-${span?.spanId}-01`],
  );
});

test('a notification that is delivered is a span of its own that does not say where it went', async (t) => {
  const api = await world(t);
  const { notificationLoop, api: services } = api.services;
  t.after(() => notificationLoop.stop());
  const target = { kind: 'webhook', url: 'https://127.0.0.1:1/canaryHook' };
  const made = await api.call('POST', '/api/notification-channels', {
    body: { name: 'one', target },
  });
  const rule = {
    name: 'all',
    channelId: made.body.data.id,
    events: ['finding.opened'],
  };
  const ruled = await api.call('POST', '/api/notification-rules', { body: rule });
  assert.equal(ruled.status, 201, ruled.text);
  const { registryId: _none, ...event } = findingEvent();
  await services.unitOfWork.write(defaultOrganisationId, ({ notifications }) =>
    notifications.addEvents([event]),
  );

  notificationLoop.start();
  await api.clock.advance(60_000);
  await notificationLoop.settled();

  const [span] = api.tracer.named('notification deliver');
  assert.equal(span?.options.parent, undefined);
  assert.equal(span?.attributes['harborguard.notification.channel'], 'webhook');
  assert.equal(span?.status?.message, 'NOTIFICATION_UNREACHABLE');
  assert.ok(!JSON.stringify(api.tracer.spans).includes('canary'));
});
