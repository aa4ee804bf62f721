// For tests only: a provider of a vendor whose hosts are told by their names, with every name leading to this machine.

import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { TestContext } from 'node:test';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { CredentialChain } from '../../identity/create-credential-chain.ts';
import type { KnownAnswers } from '../http/known-answers.ts';
import { createRegistryHttp } from '../http/registry-http.ts';
import type { GenericProviderParts } from '../providers/generic-provider.ts';
import type { RegistryProvider } from '../registry-provider.ts';

export interface VendorProviderOptions {
  readonly provider: Provider;
  /** By the vendor's own host name; the port leads to the double. */
  readonly url: string;
  readonly credential: TokenCredential;
  readonly create: (parts: GenericProviderParts) => RegistryProvider;
  readonly target?: Partial<LocalRegistryTarget>;
  readonly knownAnswers?: KnownAnswers;
  /** In place of one that holds the credential. */
  readonly credentials?: CredentialChain;
}

export function vendorProvider(t: TestContext, options: VendorProviderOptions) {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const { credential } = options;
  const target: LocalRegistryTarget = {
    registryId: '00000000-0000-7000-8000-000000000000',
    url: options.url,
    provider: options.provider,
    allowPlainHttp: true,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
    ...options.target,
  };
  const random = new SeededRandom(1);
  const userAgent = 'HarborGuard-Sensor/test';
  const http = createRegistryHttp(target, {
    ...{ clock, log, random, userAgent, tracer: noTracer },
    lookup: toLoopback,
  });
  const provider = options.create({
    provider: options.provider,
    target,
    http,
    clock,
    ...(options.knownAnswers === undefined ? {} : { knownAnswers: options.knownAnswers }),
    credentials: options.credentials ?? {
      resolve: () => Promise.resolve({ credential, source: 'registries-file', trace: [] }),
    },
  });
  t.after(() => provider.close());
  return { provider, clock, log, target };
}

const loopback: LookupAddress = { address: '127.0.0.1', family: 4 };

export const toLoopback: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [loopback]);
  else done(null, loopback.address, loopback.family);
};
