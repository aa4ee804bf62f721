// For tests only: an environment of its own for each test, since the libraries of clouds read the environment themselves,
// and a transport that notes what it was given.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RegistryRequest } from '@harborguard/shared/registry/registry-exchange.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { sendHttp } from '@harborguard/shared/testing/send-http.ts';
import type { CloudSend } from '../cloud-send.ts';

export const signal = new AbortController().signal;

/** Today: the libraries compare what they are given with the time of the machine. */
export function clockOfToday(): FakeClock {
  return new FakeClock(Date.now());
}

/** The variables of clouds and proxies, and no others of them, until the test ends. */
export async function withEnvironment(
  t: TestContext,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const before = { ...process.env };
  const folder = await mkdtemp(join(tmpdir(), 'identity-'));
  for (const name of Object.keys(process.env)) {
    if (/^(?:AWS_|GCE_|GOOGLE_|CLOUDSDK_|METADATA_|(?:https?|no)_proxy$)/i.test(name)) {
      delete process.env[name];
    }
  }
  Object.assign(process.env, { HOME: folder, ...variables });
  t.after(async () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
    await rm(folder, { recursive: true });
  });
  return folder;
}

export async function writeSecret(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Sends for real; `redirect` leads an address that is not to be reached to a double. */
export function notedSend(redirect: (url: string) => string = (url) => url): {
  readonly send: CloudSend;
  readonly sent: readonly RegistryRequest[];
} {
  const sent: RegistryRequest[] = [];
  return {
    sent,
    async send(request) {
      sent.push(request);
      const { method, headers = {}, authorization, body } = request;
      const answer = await sendHttp(new URL(redirect(request.url)), {
        method,
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      return {
        status: answer.status,
        headers: answer.headers,
        body: Buffer.from(answer.text()),
        url: request.url,
      };
    },
  };
}
