// A token service that the real registry trusts: RS256 tokens with the certificate in the header, rights as asked
// for by a user who may pull, push and list.
import { createPrivateKey, createSign, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerRegistryOptions } from './docker-registry.ts';
import { mustRun } from './run-command.ts';

export interface TokenService {
  readonly registryOptions: NonNullable<DockerRegistryOptions['token']>;
  /** Every scope asked for with the right credentials. */
  readonly scopesGranted: string[];
  close(): Promise<void>;
}

const service = 'harborguard-test-registry';
const issuer = 'harborguard-test-issuer';
const lifetimeSeconds = 300;

export async function startTokenService(user: {
  readonly username: string;
  readonly password: string;
}): Promise<TokenService> {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-token-'));
  const { key, certificate, certificateFile } = await makeSigner(folder);
  const scopesGranted: string[] = [];
  const expected = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== expected) return answer(response, 401, { errors: [] });
    const scopes = scopesOf(request);
    scopesGranted.push(...scopes);
    const token = sign(scopes, user.username, key, certificate);
    return answer(response, 200, { token, expires_in: lifetimeSeconds });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scopesGranted,
    registryOptions: { realm: `http://127.0.0.1:${port}/token`, service, issuer, certificateFile },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function makeSigner(folder: string) {
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  await mustRun('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=token'],
    ...['-keyout', keyFile, '-out', certificateFile],
  ]);
  const certificate = new X509Certificate(readFileSync(certificateFile)).raw.toString('base64');
  return { key: createPrivateKey(readFileSync(keyFile)), certificate, certificateFile };
}

function scopesOf(request: IncomingMessage): readonly string[] {
  const url = new URL(request.url ?? '/', 'http://token');
  return url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
}

function sign(
  scopes: readonly string[],
  subject: string,
  key: KeyObject,
  certificate: string,
): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: 'JWT', alg: 'RS256', x5c: [certificate] };
  const claims = {
    ...{ iss: issuer, aud: service, sub: subject, jti: String(now) },
    ...{ iat: now, nbf: now - 10, exp: now + lifetimeSeconds },
    access: scopes.map(accessOf),
  };
  const content = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key).toString('base64url')}`;
}

/** `type:name:actions`, where the name may hold a colon. */
function accessOf(scope: string) {
  const [type = '', ...rest] = scope.split(':');
  const actions = rest.pop() ?? '';
  return { type, name: rest.join(':'), actions: actions.split(',') };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
