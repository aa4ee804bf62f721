import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadedOfOpenTelemetry } from '@harborguard/shared/testing/otlp/loaded-of-open-telemetry.ts';

const loaded = loadedOfOpenTelemetry();
const { composeControlPlane } = await import('./compose.ts');
const { parseConfig } = await import('./config.ts');
const { startTracing } = await import('@harborguard/shared/runtime/tracing/start-tracing.ts');
const { systemClock } = await import('@harborguard/shared/runtime/system-clock.ts');
const { systemRandom } = await import('@harborguard/shared/runtime/system-random.ts');
const { MemoryLog } = await import('@harborguard/shared/testing/memory-log.ts');

const noFiles = () => undefined;
const program = { name: 'harborguard-control-plane', version: '1' };
const ports = { clock: systemClock, random: systemRandom, log: new MemoryLog(), program };

test('a control plane that makes no traces loads nothing of OpenTelemetry, and one that does loads it', async () => {
  assert.ok(composeControlPlane);
  await startTracing(parseConfig({}, noFiles).config.tracing, ports);
  assert.deepEqual(loaded, []);

  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  const { close } = await startTracing(parseConfig(endpoint, noFiles).config.tracing, ports);
  await close();
  assert.ok(loaded.length > 0);
});
