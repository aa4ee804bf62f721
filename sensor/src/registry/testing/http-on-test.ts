// For tests only: a server on the loopback address and the HTTP layer that speaks to it, with a clock that stands still.

import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import {
  type LoopbackOptions,
  type ServerTls,
  startLoopbackServer,
} from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { HttpTarget } from '../http/host-network.ts';
import { createRegistryHttp, type HttpDependencies } from '../http/registry-http.ts';

export const signal = new AbortController().signal;
export const canary = 'Basic Y2FuYXJ5OmNhbmFyeQ==';

export async function serve(
  t: TestContext,
  listener: RequestListener,
  options: LoopbackOptions = {},
) {
  const server = await startLoopbackServer(listener, options);
  t.after(() => server.close());
  return server;
}

export function httpFor(
  t: TestContext,
  url: string,
  target: Partial<HttpTarget> = {},
  dependencies: Partial<HttpDependencies> = {},
) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const http = createRegistryHttp(
    { url, allowPlainHttp: true, guardAddresses: false, allowedAddresses: [], ...target },
    {
      clock,
      log,
      random: new SeededRandom(1),
      userAgent: 'HarborGuard-Sensor/test',
      tracer: noTracer,
      ...dependencies,
    },
  );
  t.after(() => http.close());
  return { http, clock, log };
}

/** Certificates that could not be made on this machine: the test skips itself. */
export function overTls(tls: ServerTls | undefined): LoopbackOptions {
  return tls === undefined ? {} : { tls };
}
