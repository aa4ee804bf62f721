// The credentials the control plane holds for cloud mode: sealed in the registry's row, or in memory for the length
// of one test connection. They leave only towards the sensor that holds the job.

import type { Clock, Random, Timer } from '@harborguard/shared/ports.ts';
import type {
  ClientCertificate,
  GrantedSecrets,
  RegistryCredential,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { SealedSecrets } from '../registries/registry-store.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CredentialSource } from './credential-source.ts';
import { type DataKeys, registryOwner } from './data-keys.ts';
import { openSealed, type SealedPlace, type SealKey, seal } from './seal.ts';

/** Seals for one registry. It waits for nothing, so it is of use within a transaction. */
export interface RegistrySealer {
  seal(credential: RegistryCredential): Uint8Array;
  sealClientCertificate(certificate: ClientCertificate): Uint8Array;
}

export interface CredentialVault extends CredentialSource {
  /** Before the transaction that stores what it seals. */
  sealer(orgId: string, registryId: string): Promise<RegistrySealer>;
  /** Keeps secrets in memory for one probe of a registry that is not stored; dropped after a while anyway. */
  hold(jobId: string, secrets: GrantedSecrets): { release(): void };
}

export interface CredentialVaultDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly dataKeys: DataKeys;
}

/** Longer than any probe may take; after it the secrets are forgotten even if nobody released them. */
const heldMs = 5 * 60_000;

export function createCredentialVault(dependencies: CredentialVaultDependencies): CredentialVault {
  const { unitOfWork, clock, dataKeys } = dependencies;
  const held = new Map<string, { readonly secrets: GrantedSecrets; readonly timer: Timer }>();
  const release = (jobId: string): void => {
    held.get(jobId)?.timer.cancel();
    held.delete(jobId);
  };
  return {
    sealer: (orgId, registryId) => registrySealer(dependencies, orgId, registryId),
    hold: (jobId, secrets) => {
      release(jobId);
      const timer = clock.setTimer(heldMs, () => held.delete(jobId), { background: true });
      held.set(jobId, { secrets, timer });
      return { release: () => release(jobId) };
    },
    forJob: async ({ orgId, jobId, registryId }) => {
      const raw = held.get(jobId);
      if (raw !== undefined) return raw.secrets;
      const sealed = await unitOfWork.read(orgId, (stores) =>
        stores.registries.sealedSecrets(registryId),
      );
      if (sealed.credential === undefined && sealed.clientCertificate === undefined) {
        return { credential: null };
      }
      const key = await dataKeys.opening(orgId, registryOwner(registryId));
      return opened(key, registryId, sealed);
    },
  };
}

async function registrySealer(
  { dataKeys, random }: CredentialVaultDependencies,
  orgId: string,
  registryId: string,
): Promise<RegistrySealer> {
  const key = await dataKeys.sealing(orgId, registryOwner(registryId));
  return {
    seal: ({ username, password, sessionToken }) => {
      const parts = [username, password, ...(sessionToken === undefined ? [] : [sessionToken])];
      return seal(key, placeOf(registryId), { text: JSON.stringify(parts), random });
    },
    sealClientCertificate: ({ certPem, keyPem }) => {
      const text = JSON.stringify([certPem, keyPem]);
      return seal(key, certificatePlaceOf(registryId), { text, random });
    },
  };
}

function opened(sealKey: SealKey, registryId: string, sealed: SealedSecrets): GrantedSecrets {
  const { credential, clientCertificate } = sealed;
  return {
    credential:
      credential === undefined
        ? null
        : parseCredential(openSealed(sealKey, placeOf(registryId), credential)),
    ...(clientCertificate === undefined
      ? {}
      : {
          clientCertificate: parseCertificate(
            openSealed(sealKey, certificatePlaceOf(registryId), clientCertificate),
          ),
        }),
  };
}

function certificatePlaceOf(registryId: string): SealedPlace {
  return { table: 'registry', column: 'client_certificate_sealed', rowId: registryId };
}

function parseCertificate(text: string): ClientCertificate {
  const [certPem, keyPem] = JSON.parse(text) as [string, string];
  return { certPem, keyPem };
}

function placeOf(registryId: string): SealedPlace {
  return { table: 'registry', column: 'credential_sealed', rowId: registryId };
}

function parseCredential(text: string): RegistryCredential {
  const [username, password, sessionToken] = JSON.parse(text) as [string, string, string?];
  return { username, password, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
