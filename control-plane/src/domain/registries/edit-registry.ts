// Changing a connection. What was entrusted to one origin never follows the connection to another: a new origin
// starts without the stored credential, CA, client certificate and opt-out of checking.
import assert from 'node:assert/strict';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { pullBudgetOf } from '@harborguard/shared/registry/pull-budget.ts';
import type { RegistrySealer } from '../credentials/credential-vault.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { CronPlan } from '../schedule/cron.ts';
import { replannedSyncAt } from '../schedule/next-sync-at.ts';
import { caCertificates } from './ca-certificates.ts';
import { existingRegistry } from './existing-registry.ts';
import { checkedFilters } from './filters-input.ts';
import { registryAddress } from './registry-address.ts';
import { registryFacts } from './registry-facts.ts';
import { credentialOf, type RegistryEdit } from './registry-input.ts';
import type { RegistryServiceDependencies } from './registry-service.ts';
import type { Registry, RegistryChange } from './registry-store.ts';
import { clientCertificateOf, refuseUselessTrust } from './registry-trust.ts';
import { checkedBlackouts, checkedCron } from './schedule-input.ts';

export async function editRegistry(
  dependencies: RegistryServiceDependencies,
  place: { readonly orgId: string; readonly registryId: string },
  edit: RegistryEdit,
  expected: ExpectedVersion = anyVersion,
): Promise<Registry> {
  const { unitOfWork, sensors, log } = dependencies;
  const sealer = await sealerFor(dependencies, place, edit);
  const registry = await unitOfWork.write(place.orgId, async (stores) => {
    const before = await existingRegistry(stores, place.registryId);
    expected(before.updatedAt);
    refuseConflict(before, edit);
    const change = changeOf({ ...dependencies, sealer }, before, edit);
    await stores.registries.change(before.id, change);
    // Policies name registries by host.
    if (change.url !== before.url) {
      await stores.verdicts.queueRegistry(before.id, dependencies.clock.now());
    }
    const after = await existingRegistry(stores, before.id);
    stores.audit.describe({ before: registryFacts(before), after: registryFacts(after) });
    return after;
  });
  await sensors.configurationChanged();
  log.info('registry changed', { registryId: registry.id, revision: registry.revision });
  return registry;
}

/** What changing a row takes besides the row and the wish. */
interface ChangeDependencies extends RegistryServiceDependencies {
  readonly sealer: RegistrySealer;
}

/** Its key is fetched before the transaction; when no secret comes along there is nothing to fetch it for. */
async function sealerFor(
  { unitOfWork, vault }: RegistryServiceDependencies,
  { orgId, registryId }: { readonly orgId: string; readonly registryId: string },
  edit: RegistryEdit,
): Promise<RegistrySealer> {
  const bringsSecret = [
    edit.username,
    edit.password,
    edit.sessionToken,
    edit.clientCertificate,
  ].some((value) => value !== undefined && value !== null);
  if (!bringsSecret) return noSealer;
  await unitOfWork.read(orgId, (stores) => existingRegistry(stores, registryId));
  return await vault.sealer(orgId, registryId);
}

const noSealer: RegistrySealer = {
  seal: () => assert.fail('a credential that nobody gave'),
  sealClientCertificate: () => assert.fail('a certificate that nobody gave'),
};

function refuseConflict(before: Registry, edit: RegistryEdit): void {
  if (edit.revision !== undefined && edit.revision !== before.revision) {
    throw new HarborError('CONFLICT', { details: { revision: before.revision } });
  }
  if (edit.scanMethod !== undefined && edit.scanMethod !== before.scanMethod) {
    throw new HarborError('CONFLICT', {
      details: { field: 'scanMethod', rule: 'make a new connection' },
    });
  }
}

function changeOf(
  dependencies: ChangeDependencies,
  before: Registry,
  edit: RegistryEdit,
): RegistryChange {
  const now = dependencies.clock.now();
  const address = changedAddress(dependencies, before, edit);
  const movesOrigin = originOf(address.url) !== originOf(before.url);
  const credentialSealed = changedCredential(dependencies, before, { edit, movesOrigin });
  const caPem = changedCa(edit, movesOrigin);
  const trust = changedTrust(dependencies, before, { edit, url: address.url, movesOrigin });
  const isTrustChanged =
    address.url !== before.url ||
    address.provider !== before.provider ||
    credentialSealed !== undefined ||
    caPem !== undefined ||
    Object.keys(trust).length > 0;
  return {
    ...address,
    ...changedChoice(edit, address.url !== before.url),
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(edit.filters === undefined ? {} : { filters: checkedFilters(edit.filters) }),
    ...(credentialSealed === undefined ? {} : { credentialSealed }),
    ...(caPem === undefined ? {} : { caPem }),
    ...trust,
    ...changedLimits(before, edit),
    ...(isTrustChanged ? { revision: before.revision + 1 } : {}),
    ...changedSchedule(before, edit, now),
    ...(edit.blackouts === undefined ? {} : checkedBlackouts(edit.blackouts, now)),
    updatedAt: now,
  };
}

function changedAddress(
  { allowedAddresses }: RegistryServiceDependencies,
  before: Registry,
  edit: RegistryEdit,
): Pick<Registry, 'url' | 'provider' | 'allowPlainHttp'> {
  const url = edit.url ?? before.url;
  const address = registryAddress(
    {
      url,
      ...(edit.provider === undefined ? {} : { provider: edit.provider }),
      allowPlainHttp: edit.allowPlainHttp ?? before.allowPlainHttp,
      scanMethod: before.scanMethod,
    },
    allowedAddresses,
  );
  if (schemeOf(address.url) !== schemeOf(before.url)) {
    throw new HarborError('CONFLICT', {
      details: { field: 'url', rule: 'another scheme needs a new connection' },
    });
  }
  // The same address, perhaps written in another way: what is known of it holds.
  const isKnown = edit.provider === undefined && address.url === before.url;
  return isKnown ? { ...address, provider: before.provider } : address;
}

/** Another address is looked at anew, unless a provider comes with it. */
function changedChoice(
  { provider }: RegistryEdit,
  isMoved: boolean,
): Pick<RegistryChange, 'isProviderChosen'> {
  if (provider !== undefined) return { isProviderChosen: true };
  return isMoved ? { isProviderChosen: false } : {};
}

/** Undefined leaves it as it is, null clears it. */
function changedCredential(
  { sealer }: ChangeDependencies,
  before: Registry,
  { edit, movesOrigin }: { readonly edit: RegistryEdit; readonly movesOrigin: boolean },
): Uint8Array | null | undefined {
  const credential = credentialOf(edit, before.scanMethod);
  if (credential !== undefined) return sealer.seal(credential);
  const isCleared = edit.username === null || edit.password === null || movesOrigin;
  return isCleared && before.hasCredential ? null : undefined;
}

function changedCa(edit: RegistryEdit, movesOrigin: boolean): string | null | undefined {
  if (typeof edit.caPem === 'string') return caCertificates(edit.caPem);
  return edit.caPem === null || movesOrigin ? null : undefined;
}

function changedTrust(
  { sealer }: ChangeDependencies,
  before: Registry,
  {
    edit,
    url,
    movesOrigin,
  }: { readonly edit: RegistryEdit; readonly url: string; readonly movesOrigin: boolean },
): Pick<RegistryChange, 'skipTlsVerify' | 'clientCertificate'> {
  refuseUselessTrust(edit, { url, scanMethod: before.scanMethod });
  const skipTlsVerify = edit.skipTlsVerify ?? (before.skipTlsVerify && !movesOrigin);
  const client = clientCertificateOf(edit);
  const isCleared = edit.clientCertificate === null || movesOrigin;
  const clientCertificate =
    client === undefined
      ? isCleared && before.clientCertificateId !== undefined
        ? null
        : undefined
      : { id: client.id, sealed: sealer.sealClientCertificate(client.certificate) };
  return {
    ...(skipTlsVerify === before.skipTlsVerify ? {} : { skipTlsVerify }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}

/** What is usual, as it was read, is no choice of anybody. */
function changedLimits(
  before: Registry,
  { pullLimits: edited }: RegistryEdit,
): Pick<RegistryChange, 'pullLimits'> {
  if (edited === undefined || edited === null) {
    return edited === undefined ? {} : { pullLimits: edited };
  }
  const { isDefault = false, ...pullLimits } = edited;
  const { pullsPerHour = null, bytesPerHour = null } = pullBudgetOf(before);
  const isAsRead =
    isDefault &&
    before.pullLimits === undefined &&
    pullLimits.pullsPerHour === pullsPerHour &&
    pullLimits.bytesPerHour === bytesPerHour;
  return isAsRead ? {} : { pullLimits };
}

function changedSchedule(
  before: Registry,
  edit: RegistryEdit,
  now: number,
): Pick<RegistryChange, 'schedule' | 'cron' | 'nextSyncAt'> {
  if (edit.schedule === undefined && edit.cron === undefined) return {};
  const given = edit.cron ?? undefined;
  const schedule = edit.schedule ?? (given === undefined ? before.schedule : 'cron');
  const kept = edit.cron === null ? undefined : before.cron;
  const cron = checkedCron(schedule, given ?? kept, now);
  const change = { schedule, ...(edit.cron === undefined ? {} : { cron: edit.cron }) };
  // Said again, as forms do that save everything: what is due stays due, and a failure is tried again when it was to be.
  if (schedule === before.schedule && isSamePlan(cron, before.cron)) return change;
  return { ...change, nextSyncAt: replannedSyncAt({ schedule, cron }, before.lastSyncAt, now) };
}

function isSamePlan(cron: CronPlan | undefined, before: CronPlan | undefined): boolean {
  return cron?.expression === before?.expression && cron?.timeZone === before?.timeZone;
}

function originOf(url: string): string {
  return new URL(url).origin;
}

function schemeOf(url: string): string {
  return new URL(url).protocol;
}
