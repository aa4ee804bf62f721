// The secrets of a registry's senders: made, shown once, two at a time so that one can be changed without a gap.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { type DataKeys, registryOwner } from '../credentials/data-keys.ts';
import { openSealed, type SealedPlace, type SealKey, seal } from '../credentials/seal.ts';
import { existingRegistry } from '../registries/existing-registry.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import {
  hashWebhookSecret,
  mintWebhookSecret,
  webhookSecretPrefix,
} from './webhook-secret-text.ts';
import type { SenderIdentity, WebhookReceipt, WebhookSecret } from './webhook-store.ts';

/** The one in use and the one that replaces it. */
const secretsMax = 2;

/** Providers whose senders sign, and those that may turn out to be one of them. */
const signingProviders: readonly Provider[] = ['GHCR', 'JFROG', 'NEXUS', 'GITEA', 'CUSTOM'];

export interface WebhookSettings {
  readonly registry: Registry;
  readonly secrets: readonly WebhookSecret[];
  readonly identity: SenderIdentity | undefined;
}

export interface CreatedWebhookSecret extends WebhookSettings {
  /** Shown this once. */
  readonly secret: string;
}

export interface WebhookSecrets {
  /** Throws NOT_FOUND, as all of these do. */
  show(orgId: string, registryId: string): Promise<WebhookSettings>;
  /** Of more than two the oldest is revoked. `identity` replaces the one that is set; null removes it. */
  create(
    orgId: string,
    registryId: string,
    change: { readonly identity?: SenderIdentity | null },
  ): Promise<CreatedWebhookSecret>;
  /** Without a secret's id everything is revoked, the identity too. */
  revoke(orgId: string, registryId: string, secretId?: string): Promise<void>;
  receipts(
    orgId: string,
    registryId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly receipts: readonly WebhookReceipt[]; readonly total: number }>;
}

export interface WebhookSecretsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly dataKeys: DataKeys;
}

export function createWebhookSecrets(dependencies: WebhookSecretsDependencies): WebhookSecrets {
  const { unitOfWork, clock } = dependencies;
  return {
    show: (orgId, registryId) => unitOfWork.read(orgId, (stores) => settingsOf(stores, registryId)),
    create: async (orgId, registryId, change) => {
      await unitOfWork.read(orgId, (stores) => existingRegistry(stores, registryId));
      const sealKey = await dependencies.dataKeys.sealing(orgId, registryOwner(registryId));
      return await unitOfWork.write(orgId, (stores) =>
        create({ ...dependencies, sealKey }, stores, { registryId, ...change }),
      );
    },
    revoke: (orgId, registryId, secretId) =>
      unitOfWork.write(orgId, async (stores) => {
        const { secrets } = await settingsOf(stores, registryId);
        const ids = secretId === undefined ? secrets.map(({ id }) => id) : [secretId];
        stores.audit.describe({ before: { secrets: ids } });
        const revoked = await stores.webhooks.revokeSecrets(registryId, ids, clock.now());
        if (secretId === undefined) await stores.webhooks.setIdentity(registryId, undefined);
        else if (revoked === 0) throw new HarborError('NOT_FOUND', { details: { secretId } });
      }),
    receipts: (orgId, registryId, page) =>
      unitOfWork.read(orgId, async (stores) => {
        await existingRegistry(stores, registryId);
        return await stores.webhooks.receipts(registryId, page);
      }),
  };
}

async function settingsOf(stores: Stores, registryId: string): Promise<WebhookSettings> {
  return {
    registry: await existingRegistry(stores, registryId),
    secrets: await stores.webhooks.secrets(registryId),
    identity: await stores.webhooks.identity(registryId),
  };
}

async function create(
  { clock, random, sealKey }: WebhookSecretsDependencies & { readonly sealKey: SealKey },
  stores: Stores,
  change: { readonly registryId: string; readonly identity?: SenderIdentity | null },
): Promise<CreatedWebhookSecret> {
  const { registryId, identity } = change;
  const { registry, secrets } = await settingsOf(stores, registryId);
  const secret = mintWebhookSecret(random);
  const id = random.uuid();
  const isSigner = signingProviders.includes(registry.provider);
  const outdated = secrets.slice(secretsMax - 1).map((old) => old.id);
  await stores.webhooks.revokeSecrets(registryId, outdated, clock.now());
  await stores.webhooks.insertSecret({
    id,
    registryId,
    hash: hashWebhookSecret(secret),
    prefix: webhookSecretPrefix(secret),
    sealed: isSigner ? seal(sealKey, placeOf(id), { text: secret, random }) : undefined,
    createdAt: clock.now(),
  });
  if (identity !== undefined) {
    await stores.webhooks.setIdentity(registryId, identity ?? undefined);
  }
  const settings = await settingsOf(stores, registryId);
  stores.audit.describe({
    target: { kind: 'registries', id: registryId },
    before: { secrets: secrets.map((old) => old.id) },
    after: { secrets: settings.secrets.map((now) => now.id), identity: settings.identity?.email },
  });
  return { ...settings, secret };
}

/** Undefined for a secret that is only kept as a hash. */
export function openWebhookSecret(sealKey: SealKey, secret: WebhookSecret): string | undefined {
  return secret.sealed && openSealed(sealKey, placeOf(secret.id), secret.sealed);
}

function placeOf(id: string): SealedPlace {
  return { table: 'webhook_secret', column: 'sealed', rowId: id };
}
