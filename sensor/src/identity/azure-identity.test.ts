// Microsoft's own library against doubles of its services: what the sensor makes of what Azure gives and refuses.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { jwtClaims } from '@harborguard/shared/registry/jwt-claims.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { sendHttp } from '@harborguard/shared/testing/send-http.ts';
import {
  type Entra,
  type EntraOptions,
  startEntra,
} from '@harborguard/shared/testing/vendors/entra.ts';
import { createAzureIdentitySource, entraUsername } from './azure-identity.ts';
import type { CloudSend } from './cloud-send.ts';
import type { CredentialFinding, CredentialTarget } from './credential-source.ts';

const signal = new AbortController().signal;
const tenantId = '11111111-1111-1111-1111-111111111111';
const azureVariables = [
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_AUTHORITY_HOST',
  'AZURE_POD_IDENTITY_AUTHORITY_HOST',
  'HTTP_PROXY',
  'HTTPS_PROXY',
];

const target: CredentialTarget = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://team.azurecr.io',
  provider: 'AZURE_ACR',
  credentialHolder: 'sensor',
};

/** The library keeps the address of the metadata service it has found first: there is one for all tests. */
const identities = ['system', 'direct', 'chosen', 'patient'];
const busy = { times: 0, status: 404 };
const machine = await startEntra({ identities, busy });
after(() => machine.close());
const onMachine = { AZURE_POD_IDENTITY_AUTHORITY_HOST: machine.origin };

function setEnvironment(t: TestContext, values: Readonly<Record<string, string>>): void {
  const before = azureVariables.map((name) => [name, process.env[name]] as const);
  for (const name of azureVariables) delete process.env[name];
  Object.assign(process.env, values);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

async function startDouble(t: TestContext, options: EntraOptions): Promise<Entra> {
  const entra = await startEntra(options);
  t.after(() => entra.close());
  return entra;
}

/** The authority must be https for the library, so its address is mapped here. */
function sendTo(entra: Entra, asked: string[] = []): CloudSend {
  return async ({ method, url, headers = {}, body }) => {
    asked.push(url);
    const { pathname, search } = new URL(url);
    const mapped = new URL(`${entra.origin}${pathname}${search}`);
    const answer = await sendHttp(mapped, {
      method,
      headers: { ...headers, 'x-authority': new URL(url).origin },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(answer.text());
    return { status: answer.status, headers: answer.headers, body: bytes, url };
  };
}

async function registriesFile(t: TestContext, entry: unknown, files: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'azure-identity-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const path = join(folder, 'registries.json');
  await writeFile(path, JSON.stringify({ registries: [entry] }));
  return path;
}

function claimsOf(finding: CredentialFinding) {
  assert.ok(finding.kind === 'found' && finding.credential.kind === 'password', finding.kind);
  assert.equal(finding.credential.username, entraUsername);
  return jwtClaims(finding.credential.password);
}

test('the identity of the machine is taken where nothing else is configured', async (t) => {
  setEnvironment(t, onMachine);
  const source = createAzureIdentitySource({ clock: new FakeClock(), send: sendTo(machine) });

  const claims = claimsOf(await source.find(target, { signal }));

  assert.equal(claims?.['aud'], 'https://containerregistry.azure.net');
  assert.equal(claims?.['appid'], 'system');
});

test('metadata is asked directly, whatever proxy the environment names', async (t) => {
  setEnvironment(t, {
    ...onMachine,
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
  const path = await registriesFile(t, { url: target.url, azure: { clientId: 'direct' } });
  const source = createAzureIdentitySource({ clock: new FakeClock(), registriesFile: path });

  assert.equal(claimsOf(await source.find(target, { signal }))?.['appid'], 'direct');
});

test('one of several identities of the machine is chosen by its client id', async (t) => {
  setEnvironment(t, onMachine);
  const path = await registriesFile(t, { url: target.url, azure: { clientId: 'chosen' } });
  const source = createAzureIdentitySource({
    clock: new FakeClock(),
    registriesFile: path,
    send: sendTo(machine),
  });

  assert.equal(claimsOf(await source.find(target, { signal }))?.['appid'], 'chosen');
});

test('a metadata service that is busy or not ready is asked again', async (t) => {
  setEnvironment(t, onMachine);
  busy.times = 1;
  const path = await registriesFile(t, { url: target.url, azure: { clientId: 'patient' } });
  const source = createAzureIdentitySource({ clock: new FakeClock(), registriesFile: path });

  assert.equal(claimsOf(await source.find(target, { signal }))?.['appid'], 'patient');
});

test('a pod with a workload identity trades its service account token at Entra', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'azure-workload-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'canary-assertion\n');
  const entra = await startDouble(t, { assertions: { workload: 'canary-assertion' } });
  setEnvironment(t, {
    AZURE_CLIENT_ID: 'workload',
    AZURE_TENANT_ID: tenantId,
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
  });
  const source = createAzureIdentitySource({ clock: new FakeClock(), send: sendTo(entra) });

  const claims = claimsOf(await source.find(target, { signal }));

  assert.equal(claims?.['appid'], 'workload');
  assert.match(String(claims?.['aud']), /containerregistry\.azure\.net\/\.default/);
});

test('a service principal of the registries file signs in with the secret beside it', async (t) => {
  setEnvironment(t, {});
  const entra = await startDouble(t, { secrets: { principal: 'canary-secret' } });
  const azure = { tenantId, clientId: 'principal', clientSecretFile: 'secret' };
  const files = { secret: 'canary-secret\n' };
  const path = await registriesFile(t, { url: target.url, azure }, files);
  const asked: string[] = [];
  const source = createAzureIdentitySource({
    clock: new FakeClock(),
    registriesFile: path,
    send: sendTo(entra, asked),
  });

  assert.equal(claimsOf(await source.find(target, { signal }))?.['appid'], 'principal');
  for (const url of asked) {
    assert.ok(url.startsWith(`https://login.microsoftonline.com/${tenantId}/`), url);
    assert.ok(!url.includes('canary'), 'no secret in an address');
  }
});

for (const { host, authority, audience } of [
  {
    host: 'team.azurecr.us',
    authority: 'https://login.microsoftonline.us',
    audience: 'https://management.usgovcloudapi.net',
  },
  {
    host: 'team.azurecr.cn',
    authority: 'https://login.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn',
  },
]) {
  test(`${host} is signed in to by the authority of its own cloud`, async (t) => {
    setEnvironment(t, {});
    const clientId = `principal-${host}`;
    const entra = await startDouble(t, { secrets: { [clientId]: 'canary-secret' } });
    const azure = { tenantId, clientId, clientSecretFile: 'secret' };
    const path = await registriesFile(
      t,
      { url: `https://${host}`, azure },
      { secret: 'canary-secret' },
    );
    const asked: string[] = [];
    const source = createAzureIdentitySource({
      clock: new FakeClock(),
      registriesFile: path,
      send: sendTo(entra, asked),
    });

    const claims = claimsOf(await source.find({ ...target, url: `https://${host}` }, { signal }));

    assert.ok(
      asked.length > 0 && asked.every((url) => new URL(url).origin === authority),
      asked[0],
    );
    assert.ok(String(claims?.['aud']).startsWith(audience));
  });
}

test('a wrong secret is told by code and by the reason of Entra, never by the secret', async (t) => {
  setEnvironment(t, {});
  const entra = await startDouble(t, { secrets: { principal: 'right' } });
  const azure = { tenantId, clientId: 'principal-wrong', clientSecretFile: 'secret' };
  const files = { secret: 'canary-secret' };
  const path = await registriesFile(t, { url: target.url, azure }, files);
  const source = createAzureIdentitySource({
    clock: new FakeClock(),
    registriesFile: path,
    send: sendTo(entra),
  });

  await assert.rejects(source.find(target, { signal }), (error) => {
    assert.ok(isHarborError(error) && error.code === 'IDENTITY_REFUSED', String(error));
    assert.match(String(error.details['reason']), /service principal: AADSTS7000215/);
    assert.ok(!error.message.includes('canary'));
    return true;
  });
  const asked = entra.requests.length;
  await assert.rejects(source.find(target, { signal }));
  assert.equal(entra.requests.length, asked, 'the refusal is remembered');
});

test('a machine whose identity is not there is no error: the chain goes on, and the trace says why', async (t) => {
  setEnvironment(t, onMachine);
  const [system = ''] = identities.splice(0, 1);
  t.after(() => identities.unshift(system));
  const clock = new FakeClock();
  const source = createAzureIdentitySource({ clock, send: sendTo(machine) });
  const other = { ...target, url: 'https://nobody.azurecr.us' };

  const finding = await source.find(other, { signal });

  assert.ok(finding.kind === 'absent');
  assert.match(
    finding.reason,
    /environment: not here, workload identity: not here, managed identity: /,
  );
  const asked = machine.requests.length;
  await source.find(other, { signal });
  assert.equal(machine.requests.length, asked, 'that there is none holds for a moment');
  await clock.advance(61_000);
  await source.find(other, { signal });
  assert.ok(machine.requests.length > asked);
});

test('an Entra that could not be reached is no refusal: the next question is asked anew', async (t) => {
  setEnvironment(t, {});
  const entra = await startDouble(t, { secrets: { unlucky: 'canary-secret' } });
  const azure = { tenantId, clientId: 'unlucky', clientSecretFile: 'secret' };
  const path = await registriesFile(t, { url: target.url, azure }, { secret: 'canary-secret' });
  const answering = sendTo(entra);
  let down = true;
  const source = createAzureIdentitySource({
    clock: new FakeClock(),
    registriesFile: path,
    send: (request, options) =>
      down ? Promise.reject(new HarborError('REGISTRY_UNREACHABLE')) : answering(request, options),
  });
  await assert.rejects(source.find(target, { signal }), (error) => {
    assert.ok(isHarborError(error) && error.code === 'REGISTRY_UNREACHABLE', String(error));
    return true;
  });

  down = false;

  assert.equal(claimsOf(await source.find(target, { signal }))?.['appid'], 'unlucky');
});

test('many who ask at once cause one question', async (t) => {
  const entra = await startDouble(t, { secrets: { crowd: 'canary-secret' } });
  setEnvironment(t, {});
  const azure = { tenantId, clientId: 'crowd', clientSecretFile: 'secret' };
  const path = await registriesFile(t, { url: target.url, azure }, { secret: 'canary-secret' });
  const source = createAzureIdentitySource({
    clock: new FakeClock(),
    registriesFile: path,
    send: sendTo(entra),
  });

  await Promise.all(Array.from({ length: 8 }, () => source.find(target, { signal })));

  assert.equal(entra.given.length, 1);
});

for (const { name, url } of [
  { name: 'a host that is none of Azure', url: 'https://azurecr.io.example.com' },
  { name: 'a registry in clear', url: 'http://team.azurecr.io' },
]) {
  test(`the identity of the machine does not go to ${name}`, async (t) => {
    setEnvironment(t, onMachine);
    const before = machine.requests.length;
    const source = createAzureIdentitySource({ clock: new FakeClock(), send: sendTo(machine) });

    const finding = await source.find({ ...target, url }, { signal });

    assert.equal(finding.kind, 'absent');
    assert.equal(machine.requests.length, before);
  });
}

test('other providers do not ask Azure at all', () => {
  const source = createAzureIdentitySource({ clock: new FakeClock() });

  assert.equal(source.appliesTo?.({ ...target, provider: 'CUSTOM' }), false);
});
