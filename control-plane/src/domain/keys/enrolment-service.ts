// Sensors with keys of their own. A sensor makes its key itself and proposes only the hash: first under an enrolment
// token, later to replace the key it has. A proposal that is repeated changes nothing, so a lost answer costs nothing;
// the key before stays good until the new one has been used.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import {
  hashKey,
  isWellFormedEnrolment,
  keyPrefix,
  mintEnrolmentText,
} from '@harborguard/shared/protocol/api-key-text.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { ApiKey, EnrolmentToken, KeyMaker } from './key-store.ts';

export interface EnrolmentRequest {
  readonly name: string;
  readonly registryIds: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly usesMax: number;
  readonly expiresAt: number;
  readonly createdBy?: KeyMaker;
}

export interface KeyProposal {
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly prefix: string;
}

export interface EnrolmentService {
  /** The text is in this answer only. Throws NOT_FOUND for a registry that is not there. */
  create(
    orgId: string,
    request: EnrolmentRequest,
  ): Promise<{ readonly token: EnrolmentToken; readonly text: string }>;
  list(
    orgId: string,
    window: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly tokens: readonly EnrolmentToken[]; readonly total: number }>;
  /** Sensors that came with it keep their keys. Throws NOT_FOUND. */
  revoke(orgId: string, tokenId: string): Promise<void>;
  /** Undefined for one that is unknown, expired, revoked, or no such token at all; used up ones may repeat themselves. */
  recognise(bearer: string | undefined): Promise<EnrolmentToken | undefined>;
  /** False when the token has been used as often as it may, or has ended since it was recognised. */
  enrol(token: EnrolmentToken, proposal: KeyProposal): Promise<boolean>;
  /** False for a key that is revoked or not the sensor's own. */
  replace(keyId: string, proposal: KeyProposal): Promise<boolean>;
}

export interface EnrolmentDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function createEnrolmentService(dependencies: EnrolmentDependencies): EnrolmentService {
  const { unitOfWork, clock } = dependencies;
  return {
    create: (orgId, request) => create(dependencies, orgId, request),
    list: (orgId, window) => unitOfWork.read(orgId, (stores) => stores.keys.enrolments(window)),
    revoke: (orgId, tokenId) =>
      unitOfWork.write(orgId, async (stores) => {
        const token = await stores.keys.enrolment(tokenId);
        if (token === undefined) throw new HarborError('NOT_FOUND', { details: { tokenId } });
        stores.audit.describe({ before: { name: token.name, uses: token.uses } });
        await stores.keys.revokeEnrolment(tokenId, clock.now());
      }),
    recognise: async (bearer) => {
      if (bearer === undefined || !isWellFormedEnrolment(bearer)) return undefined;
      const token = await unitOfWork.readSystem((stores) =>
        stores.keys.enrolmentByHash(hashKey(bearer)),
      );
      if (token === undefined || token.revokedAt !== undefined) return undefined;
      return token.expiresAt > clock.now() ? token : undefined;
    },
    enrol: (token, proposal) => enrol(dependencies, token, proposal),
    replace: (keyId, proposal) => replace(dependencies, keyId, proposal),
  };
}

async function create(
  { unitOfWork, clock, random }: EnrolmentDependencies,
  orgId: string,
  request: EnrolmentRequest,
): Promise<{ readonly token: EnrolmentToken; readonly text: string }> {
  const text = mintEnrolmentText(random);
  const token: EnrolmentToken = {
    ...request,
    ...{ id: random.uuid(), orgId, prefix: keyPrefix(text), uses: 0 },
    registryIds: [...new Set(request.registryIds)],
    createdAt: clock.now(),
    revokedAt: undefined,
  };
  await unitOfWork.write(orgId, async (stores) => {
    for (const registryId of token.registryIds) {
      const registry = await stores.registries.find(registryId);
      if (registry === undefined) throw new HarborError('NOT_FOUND', { details: { registryId } });
    }
    await stores.keys.insertEnrolment({ ...token, hash: hashKey(text) });
    const { id, name, prefix, registryIds, usesMax, expiresAt } = token;
    stores.audit.describe({
      target: { kind: 'enrolment-token', id },
      after: { name, prefix, registryIds, usesMax, expiresAt },
    });
  });
  return { token, text };
}

async function enrol(
  dependencies: EnrolmentDependencies,
  token: EnrolmentToken,
  proposal: KeyProposal,
): Promise<boolean> {
  return await dependencies.unitOfWork.writeSystem(async (all) => {
    const known = await all.keys.findByHash(proposal.hash);
    if (known !== undefined) return known.enrolmentId === token.id && known.revokedAt === undefined;
    const stores = all.organisation(token.orgId);
    if (!(await stores.keys.useEnrolment(token.id, dependencies.clock.now()))) return false;
    const { name, registryIds } = token;
    await insertKey(dependencies, stores, {
      proposal,
      ...{ name, registryIds, enrolmentId: token.id, takesOverFrom: undefined },
    });
    return true;
  });
}

async function replace(
  dependencies: EnrolmentDependencies,
  keyId: string,
  proposal: KeyProposal,
): Promise<boolean> {
  return await dependencies.unitOfWork.writeSystem(async (all) => {
    const [key, known] = [await all.keys.find(keyId), await all.keys.findByHash(proposal.hash)];
    // Revoked a moment ago, its link may still be closing.
    if (key?.enrolmentId === undefined || key.revokedAt !== undefined) return false;
    if (known !== undefined) return known.takesOverFrom === keyId && known.revokedAt === undefined;
    const { name, registryIds, enrolmentId } = key;
    await insertKey(dependencies, all.organisation(key.orgId), {
      proposal,
      ...{ name, registryIds, enrolmentId, takesOverFrom: keyId },
    });
    return true;
  });
}

async function insertKey(
  { clock, random, log }: EnrolmentDependencies,
  stores: Stores,
  wanted: Pick<ApiKey, 'name' | 'registryIds' | 'enrolmentId' | 'takesOverFrom'> & {
    readonly proposal: KeyProposal;
  },
): Promise<void> {
  const { proposal, ...rest } = wanted;
  const id = random.uuid();
  const now = clock.now();
  await stores.keys.insert({
    ...rest,
    ...{ id, kind: 'sensor', role: 'ci', prefix: proposal.prefix, hash: proposal.hash },
    // The key of one sensor: a second that shows it is a clone.
    ...{ sensorsMax: 1, isSystem: false, createdAt: now, expiresAt: undefined },
  });
  await stores.audit.append({
    at: now,
    actor: { kind: 'sensor', id: rest.takesOverFrom ?? rest.enrolmentId ?? '', name: rest.name },
    ...{ address: '', requestId: '' },
    action: rest.takesOverFrom === undefined ? 'sensor enrolled' : 'sensor key proposed',
    target: { kind: 'key', id },
    before: undefined,
    after: { prefix: proposal.prefix, registryIds: rest.registryIds },
  });
  log.info('sensor key taken', { keyId: id, prefix: proposal.prefix });
}
