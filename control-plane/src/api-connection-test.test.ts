import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';

test('a test without any sensor says so', async (t) => {
  const world = await startApi(t);
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'r.example.com', scanMethod: 'sensor' },
  });

  const stored = await world.call('POST', '/api/registries/test-connection', {
    body: { registryId: created.body.data.id },
  });
  const raw = await world.call('POST', '/api/registries/test-connection', {
    body: { url: 'r.example.com' },
  });

  assert.equal(stored.body.error.code, 'SENSOR_NOT_CONNECTED_YET');
  assert.equal(raw.body.error.code, 'SENSOR_NOT_CONNECTED_YET');
});

test('the document that connects a registry can be tested first, as it is', async (t) => {
  const world = await startApi(t);
  const body = {
    ...{ name: 'shop', url: 'r.example.com', scanMethod: 'cloud', schedule: 'daily' },
    filters: {
      repositories: { include: ['shop/**'], exclude: [] },
      tags: { include: [], exclude: [] },
    },
  };

  const tested = await world.call('POST', '/api/registries/test-connection', { body });
  const connected = await world.call('POST', '/api/registries', { body });

  assert.equal(tested.body.error.code, 'SENSOR_NOT_CONNECTED_YET', tested.text);
  assert.equal(connected.status, 201, connected.text);
});
