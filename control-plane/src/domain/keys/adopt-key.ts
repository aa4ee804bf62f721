// A key the operator brought along for an automated installation. It counts once: revoked, it stays revoked however
// often the installation starts with it.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { hashKey, isWellFormedKey, keyPrefix } from '@harborguard/shared/protocol/api-key-text.ts';
import { operator } from '../audit/audit-event.ts';
import { defaultOrganisationId, type UnitOfWork } from '../unit-of-work.ts';

/** Throws CONFIGURATION_INVALID when it has not the form of a key. */
export async function adoptOwnerKey(
  dependencies: {
    readonly unitOfWork: UnitOfWork;
    readonly clock: Clock;
    readonly random: Random;
  },
  text: string,
): Promise<void> {
  const { unitOfWork, clock, random } = dependencies;
  if (!isWellFormedKey(text)) {
    throw new HarborError('CONFIGURATION_INVALID', {
      details: {
        variable: 'HARBORGUARD_BOOTSTRAP_KEY',
        rule: 'must be hg_ak_ and 48 hexadecimal digits with their checksum',
      },
    });
  }
  await unitOfWork.writeSystem(async (stores) => {
    const hash = hashKey(text);
    if ((await stores.keys.findByHash(hash)) !== undefined) return;
    const { keys, audit } = stores.organisation(defaultOrganisationId);
    const id = random.uuid();
    await keys.insert({
      id,
      name: 'bootstrap',
      kind: 'user',
      role: 'owner',
      prefix: keyPrefix(text),
      hash,
      registryIds: [],
      sensorsMax: 1,
      isSystem: false,
      createdAt: clock.now(),
      expiresAt: undefined,
    });
    await audit.append({
      ...{ at: clock.now(), actor: operator, address: '', requestId: '' },
      ...{ action: 'bootstrap-key', target: { kind: 'key', id }, before: undefined },
      after: { name: 'bootstrap', role: 'owner', prefix: keyPrefix(text) },
    });
  });
}
