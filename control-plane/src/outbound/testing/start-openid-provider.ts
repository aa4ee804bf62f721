// A real identity provider on this machine, with people whose claims the test decides. For tests only.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { Provider } from 'oidc-provider';

export interface OpenIdPerson {
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: readonly string[];
}

export interface RunningOpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** By subject. */
  readonly people: Map<string, OpenIdPerson>;
  /** From now on its tokens say this as well, or instead, in good order signed. */
  sayInTokens(claims: Readonly<Record<string, unknown>>): void;
  /** Signs in there as a browser would, from the address it was sent to. Resolves with where it is sent back to. */
  signIn(address: string, subject: string): Promise<URL>;
}

export async function startOpenIdProvider(
  t: TestContext,
  redirectUri: string,
): Promise<RunningOpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, OpenIdPerson>();
  const [clientId, clientSecret] = ['harborguard', 'openid-client-secret-canary'];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let changes: Readonly<Record<string, unknown>> = {};
  const provider = new Provider(issuer, {
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }],
    },
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['for this test'] },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...people.get(subject) }),
    }),
  });
  provider.use(async (context, next) => {
    await next();
    const body: unknown = context.body;
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return;
    body.id_token = resigned(String(body.id_token), changes, privateKey);
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    ...{ issuer, clientId, clientSecret, people },
    sayInTokens: (claims) => {
      changes = claims;
    },
    signIn: (address, subject) => signIn(issuer, address, subject),
  };
}

const keyId = 'of-this-test';
const stepsMax = 12;

function resigned(
  token: string,
  changes: Readonly<Record<string, unknown>>,
  key: KeyObject,
): string {
  const [head = '', claims = ''] = token.split('.');
  const said = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), ...changes };
  const signed = `${head}.${Buffer.from(JSON.stringify(said)).toString('base64url')}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

async function signIn(issuer: string, address: string, subject: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next: { readonly url: URL; readonly form?: URLSearchParams } = { url: new URL(address) };
  for (let step = 0; step < stepsMax; step += 1) {
    if (next.url.origin !== issuer) return next.url;
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form === undefined ? {} : { method: 'POST', body: next.form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    const page = await answer.text();
    next =
      location === null
        ? filledForm(page, next.url, subject)
        : { url: new URL(location, next.url) };
  }
  return assert.fail('the provider asks too much');
}

/** Its pages ask who somebody is, and whether they agree. */
function filledForm(page: string, url: URL, subject: string) {
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? assert.fail(page);
  const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(page) ?? assert.fail(page);
  const login = prompt === 'login' ? { login: subject, password: 'any' } : {};
  return { url: new URL(action ?? '', url), form: new URLSearchParams({ prompt, ...login }) };
}
