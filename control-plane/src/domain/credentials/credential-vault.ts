// The credentials the control plane holds for cloud mode: sealed in the registry's row, or in memory for the length
// of one test connection. They leave only towards the sensor that holds the job.

import type { Clock, Random, Timer } from '@harborguard/shared/ports.ts';
import type { RegistryCredential } from '@harborguard/shared/protocol/registry-target.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CredentialSource } from './credential-source.ts';
import { openSealed, type SealedPlace, type SealKey, seal } from './seal.ts';

export interface CredentialVault extends CredentialSource {
  seal(registryId: string, credential: RegistryCredential): Uint8Array;
  /** Keeps a credential in memory for one probe of a registry that is not stored; dropped after a while anyway. */
  hold(jobId: string, credential: RegistryCredential): { release(): void };
}

export interface CredentialVaultDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealKey: SealKey;
}

/** Longer than any probe may take; after it the credential is forgotten even if nobody released it. */
const heldMs = 5 * 60_000;

export function createCredentialVault(dependencies: CredentialVaultDependencies): CredentialVault {
  const { unitOfWork, clock, random, sealKey } = dependencies;
  const held = new Map<
    string,
    { readonly credential: RegistryCredential; readonly timer: Timer }
  >();
  const release = (jobId: string): void => {
    held.get(jobId)?.timer.cancel();
    held.delete(jobId);
  };
  return {
    seal: (registryId, credential) => {
      const text = JSON.stringify([credential.username, credential.password]);
      return seal(sealKey, placeOf(registryId), { text, random });
    },
    hold: (jobId, credential) => {
      release(jobId);
      const timer = clock.setTimer(heldMs, () => held.delete(jobId), { background: true });
      held.set(jobId, { credential, timer });
      return { release: () => release(jobId) };
    },
    forJob: async ({ orgId, jobId, registryId }) => {
      const raw = held.get(jobId);
      if (raw !== undefined) return raw.credential;
      const sealed = await unitOfWork.read(orgId, (stores) =>
        stores.registries.sealedCredential(registryId),
      );
      if (sealed === undefined) return null;
      return parseCredential(openSealed(sealKey, placeOf(registryId), sealed));
    },
  };
}

function placeOf(registryId: string): SealedPlace {
  return { table: 'registry', column: 'credential_sealed', rowId: registryId };
}

function parseCredential(text: string): RegistryCredential {
  const [username, password] = JSON.parse(text) as [string, string];
  return { username, password };
}
