import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionBody, connectionForm } from './connection-form.ts';
import type { Registry } from './registry.ts';

const registry = {
  filters: { repositories: { include: [], exclude: [] }, tags: { include: [], exclude: [] } },
  pullLimits: { pullsPerHour: 90, bytesPerHour: null, isDefault: true },
  allowPlainHttp: false,
  skipTlsVerify: false,
} as unknown as Registry;

test('what nobody changed is not sent, so that it stays as it is', () => {
  assert.deepEqual(connectionBody(connectionForm(registry), registry), {});
});

test("limits of one's own are numbers or none, and the usual ones come back by null", () => {
  const form = connectionForm(registry);
  const own = { ...form, limits: 'own' as const, pullsPerHour: '', gigabytesPerHour: '1.5' };
  const kept = { ...registry, pullLimits: { ...registry.pullLimits, isDefault: false } };

  assert.deepEqual(connectionBody(own, registry), {
    pullLimits: { pullsPerHour: null, bytesPerHour: 1_500_000_000 },
  });
  assert.deepEqual(connectionBody({ ...connectionForm(kept), limits: 'usual' }, kept), {
    pullLimits: null,
  });
});

test('a certificate of an authority is sent when one is given, and taken away when asked', () => {
  const form = connectionForm(registry);

  assert.deepEqual(connectionBody({ ...form, caPem: 'PEM' }, registry), { caPem: 'PEM' });
  assert.deepEqual(connectionBody({ ...form, caPem: 'PEM', dropCa: true }, registry), {
    caPem: null,
  });
});
