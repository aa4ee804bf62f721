// For which registry a sender speaks: by the secret it shows, by the signature it makes, or by its identity token.
// A payload may narrow down whose signature to check; it never decides anything.
import { type DataKeys, registryOwner } from '../credentials/data-keys.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import type { TokenVerifier } from './google-token.ts';
import { presentedSecrets } from './presented-secrets.ts';
import { parseStrictJson } from './strict-json.ts';
import type { WebhookMessage, WebhookReader } from './webhook.ts';
import { hashWebhookSecret } from './webhook-secret-text.ts';
import { openWebhookSecret } from './webhook-secrets.ts';
import type { SenderIdentity, WebhookSecret } from './webhook-store.ts';

export interface SenderQuestion {
  readonly reader: WebhookReader;
  readonly message: WebhookMessage;
  /** From the address. */
  readonly registryId: string | undefined;
  readonly token: string | undefined;
}

export type SenderVerdict =
  | {
      readonly kind: 'sender';
      readonly registry: Registry;
      readonly secretId: string | undefined;
      /** The body is vouched for, not only whoever sent it. */
      readonly isSigned: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SenderDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly dataKeys: DataKeys;
  readonly tokens: TokenVerifier;
  /** Where a registry's events are to be sent to; undefined while the public address is not known. */
  readonly addressOf: (registryId: string) => string | undefined;
}

/** Whoever connects the same host: each costs the check of two signatures. */
const candidatesMax = 20;

interface Candidate {
  readonly registry: Registry;
  readonly secrets: readonly WebhookSecret[];
  readonly identity: SenderIdentity | undefined;
}

interface Known {
  /** The registry whose secret was shown. */
  readonly shown: { readonly secret: WebhookSecret; readonly registry: Registry } | undefined;
  readonly candidates: readonly Candidate[];
}

export async function authenticateSender(
  dependencies: SenderDependencies,
  question: SenderQuestion,
): Promise<SenderVerdict> {
  const { reader, message, registryId, token } = question;
  const presented = presentedSecrets(message, token);
  if (token !== undefined && presented.length === 0) return refused('secret-wrong');
  const known = await dependencies.unitOfWork.readSystem((stores) =>
    lookUp(stores, question, presented),
  );
  const { shown } = known;
  if (token !== undefined && shown === undefined) return refused('secret-wrong');
  if (shown !== undefined && registryId !== undefined && shown.registry.id !== registryId) {
    return refused('secret-of-another-registry');
  }
  const { signature } = reader;
  if (signature !== undefined && (signature.required || signature.isPresent(message))) {
    return await bySignature(dependencies, question, known);
  }
  if (shown !== undefined) return sender(shown.registry, shown.secret.id, false);
  return await byIdentity(dependencies, question, known);
}

async function lookUp(
  stores: SystemStores,
  question: SenderQuestion,
  presented: readonly string[],
): Promise<Known> {
  const { registryId } = question;
  for (const text of presented) {
    const shown = await stores.webhooks.secretByHash(hashWebhookSecret(text));
    if (shown === undefined) continue;
    return { shown, candidates: [await candidateOf(stores, shown.registry)] };
  }
  const named = registryId === undefined ? undefined : await stores.registries.find(registryId);
  const registries =
    registryId === undefined ? await registriesNamed(stores, question) : named ? [named] : [];
  const candidates: Candidate[] = [];
  for (const registry of registries) candidates.push(await candidateOf(stores, registry));
  return { shown: undefined, candidates };
}

async function candidateOf(stores: SystemStores, registry: Registry): Promise<Candidate> {
  const { webhooks } = stores.organisation(registry.orgId);
  return {
    registry,
    secrets: await webhooks.secrets(registry.id),
    identity: await webhooks.identity(registry.id),
  };
}

async function registriesNamed(
  stores: SystemStores,
  { reader, message }: SenderQuestion,
): Promise<readonly Registry[]> {
  if (reader.hosts === undefined) return [];
  const json = parseStrictJson(message.body);
  const [host] = json.kind === 'json' ? reader.hosts(json.value) : [];
  if (host === undefined) return [];
  return await stores.webhooks.registriesAt(host.toLowerCase(), candidatesMax);
}

/** Every candidate is tried, so that the time taken does not tell which one fits. */
async function bySignature(
  { dataKeys }: SenderDependencies,
  { reader, message }: SenderQuestion,
  { candidates }: Known,
): Promise<SenderVerdict> {
  const { signature } = reader;
  if (signature?.isPresent(message) !== true) return refused('signature-missing');
  const valid: SenderVerdict[] = [];
  for (const { registry, secrets } of candidates) {
    for (const secret of secrets.filter(({ sealed }) => sealed !== undefined)) {
      const key = await dataKeys.opening(registry.orgId, registryOwner(registry.id));
      const text = openWebhookSecret(key, secret);
      if (text !== undefined && signature.isValid(message, text)) {
        valid.push(sender(registry, secret.id, true));
      }
    }
  }
  return valid[0] ?? refused('signature-wrong');
}

async function byIdentity(
  { tokens, addressOf }: SenderDependencies,
  { reader, message }: SenderQuestion,
  { candidates }: Known,
): Promise<SenderVerdict> {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(message.headers['authorization'] ?? '') ?? [];
  if (reader.format !== 'gcr' || bearer === undefined) return refused('secret-wrong');
  for (const { registry, identity } of candidates) {
    const audience = identity?.audience ?? addressOf(registry.id);
    if (identity === undefined || audience === undefined) continue;
    if (await tokens.isValid(bearer, { email: identity.email, audience })) {
      return sender(registry, undefined, false);
    }
  }
  return refused('identity-wrong');
}

function sender(
  registry: Registry,
  secretId: string | undefined,
  isSigned: boolean,
): SenderVerdict {
  return { kind: 'sender', registry, secretId, isSigned };
}

function refused(reason: string): SenderVerdict {
  return { kind: 'refused', reason };
}
