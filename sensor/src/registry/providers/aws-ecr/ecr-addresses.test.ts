// Where Amazon's API is asked for each kind of host name; nothing leaves this machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEcrHost } from '@harborguard/shared/registry/ecr-host.ts';
import type { RegistryRequest } from '@harborguard/shared/registry/registry-exchange.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import type { RegistryHttp } from '../../http/registry-http.ts';
import { ecrLogin } from './ecr-login.ts';

const { signal } = new AbortController();

/** Refuses everything, and remembers where it would have gone. */
function refusingHttp(): { readonly http: RegistryHttp; readonly sent: RegistryRequest[] } {
  const sent: RegistryRequest[] = [];
  const http: RegistryHttp = {
    send: (request) => {
      sent.push(request);
      const body = new TextEncoder().encode('{"__type":"AccessDeniedException"}');
      return Promise.resolve({ status: 400, headers: {}, url: request.url, body });
    },
    stream: () => Promise.reject(new TypeError('nothing is streamed')),
    close: () => Promise.resolve(),
  };
  return { http, sent };
}

for (const [host, address] of [
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
  ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
  ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'api.ecr-fips.us-east-1.amazonaws.com'],
  [
    '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
    'api.ecr-fips.us-gov-west-1.amazonaws.com',
  ],
  ['123456789012.dkr-ecr.us-west-2.on.aws', 'ecr.us-west-2.api.aws'],
  ['123456789012.dkr-ecr-fips.us-east-1.on.aws', 'ecr-fips.us-east-1.api.aws'],
  ['public.ecr.aws', 'api.ecr-public.us-east-1.amazonaws.com'],
] as const) {
  test(`the login of ${host} is asked of ${address}`, async () => {
    const { http, sent } = refusingHttp();
    const place = parseEcrHost(host);
    assert.ok(place);
    const credential = {
      kind: 'password',
      username: 'AKIA0123456789ABCDEF',
      password: 'secret',
    } as const;
    const chain = { resolve: () => Promise.resolve({ credential, source: 'test', trace: [] }) };
    const access = { http, clock: new FakeClock(), endpoints: {} };
    const target = {
      registryId: '00000000-0000-7000-8000-000000000000',
      url: `https://${host}`,
      provider: 'AWS_ECR',
      credentialHolder: 'sensor',
    } as const;

    await assert.rejects(ecrLogin(chain, place, access, signal).resolve(target, { signal }));

    assert.deepEqual(
      sent.map(({ url }) => url),
      [`https://${address}/`],
    );
  });
}
