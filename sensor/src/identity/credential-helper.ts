// Docker's credential helpers: programs `docker-credential-<name>` that are asked `get` for a server and answer in JSON. They are
// found on the search path only, and what they say goes nowhere but into the credential.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { ExpiringCache, type Fetched } from './expiring-cache.ts';
import { findProgram } from './find-program.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

export interface CredentialHelperOptions {
  readonly clock: Clock;
  /** What the helper is given as its environment; PATH says where helpers are looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type HelperAnswer =
  | { readonly kind: 'found'; readonly credential: TokenCredential }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-installed' };

export interface CredentialHelpers {
  /** Throws CREDENTIAL_HELPER_FAILED. One run at a time for each helper and server. */
  get(
    question: { readonly helper: string; readonly server: string },
    options: { readonly signal: AbortSignal },
  ): Promise<HelperAnswer>;
}

/** Below the time a probe has, so that the verdict names the helper and not the registry. */
const timeoutMs = 15_000;
/** The longest tokens of clouds have a few KiB. */
const outputBytesMax = 256 * 1024;
/** No path, no option, no blank. */
const helperName = /^[a-z0-9._-]{1,64}$/;
const noneHoldsMs = 30_000;

export function isHelperName(name: string): boolean {
  return helperName.test(name);
}

export function createCredentialHelpers(options: CredentialHelperOptions): CredentialHelpers {
  const answers = new ExpiringCache<HelperAnswer>(options.clock);
  return {
    get: ({ helper, server }, wait) =>
      answers.get(
        `${helper} ${server}`,
        async () => kept(await ask(helper, server, options), options.clock),
        wait,
      ),
  };
}

/** A credential is good for this once, so that a new login counts at once; only "none" holds for a moment. */
function kept(value: HelperAnswer, clock: Clock): Fetched<HelperAnswer> {
  return { value, expiresAtMs: clock.now() + (value.kind === 'found' ? 0 : noneHoldsMs) };
}

async function ask(
  helper: string,
  server: string,
  { clock, environment }: CredentialHelperOptions,
): Promise<HelperAnswer> {
  if (!isHelperName(helper)) throw failed(helper, 'its name is not allowed');
  const path = await findProgram(`docker-credential-${helper}`, environment['PATH'] ?? '');
  if (path === undefined) return { kind: 'not-installed' };
  const end = await runProgram(
    {
      path,
      programArguments: ['get'],
      input: server,
      environment,
      timeoutMs,
      outputBytesMax,
    },
    clock,
  );
  return answerOf(helper, end);
}

function answerOf(helper: string, end: ProgramEnd): HelperAnswer {
  switch (end.kind) {
    case 'timed-out':
      throw failed(helper, 'did not answer in time');
    case 'output-too-long':
      throw failed(helper, 'its answer is too long');
    case 'broken':
      throw failed(helper, end.reason);
    case 'ended':
      if (end.exitCode === 0) return credentialOf(helper, end.output);
      if (end.output.toString('utf8').trim().toLowerCase().startsWith('credentials not found')) {
        return { kind: 'none' };
      }
      throw failed(helper, `exit code ${end.exitCode}`);
  }
}

function credentialOf(helper: string, output: Uint8Array): HelperAnswer {
  const parsed = parseJsonObject(output);
  const { Username: username, Secret: secret } = parsed.kind === 'object' ? parsed.value : {};
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw failed(helper, 'its answer is not the JSON of a credential');
  }
  if (secret === '') return { kind: 'none' };
  return {
    kind: 'found',
    credential:
      username === '<token>'
        ? { kind: 'identity-token', token: secret }
        : { kind: 'password', username, password: secret },
  };
}

function failed(helper: string, reason: string): HarborError {
  return new HarborError('CREDENTIAL_HELPER_FAILED', { details: { helper, reason } });
}
