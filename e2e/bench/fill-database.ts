// Puts images with their inventories and findings into a control plane's database, one tag for each, and proves on some of
// them that what is there is what a full match makes.
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import { rememberApplied } from '../../control-plane/src/domain/findings/applied-advisories.ts';
import type { MatchLoop } from '../../control-plane/src/domain/findings/match-loop.ts';
import type { UnitOfWork } from '../../control-plane/src/domain/unit-of-work.ts';
import {
  findingRows,
  seedMatchedImages,
} from '../../control-plane/src/store/testing/seed-matched-images.ts';
import { inventoryOf, repositoryOf } from './matched-images.ts';

export const orgId = 'bench';
const registryId = 'bench-registry';
const sampledImages = 200;

interface Filled {
  readonly databasePath: string;
  readonly images: number;
  readonly advisories: AdvisoryQuery;
}

export async function fillDatabase(
  unitOfWork: UnitOfWork,
  { databasePath, images, advisories }: Filled,
): Promise<void> {
  await unitOfWork.writeSystem(async (stores) => {
    await stores.organisations.ensure(orgId, 'bench', 1);
    await rememberApplied(stores.settings, advisories.describe());
  });
  await addRegistry(unitOfWork);
  seedMatchedImages(databasePath, {
    ...{ orgId, registryId, images, inventoryOf, repositoryOf, advisories },
  });
}

/** Throws when matching a sample as a whole changes anything. */
export async function provenBySample(
  unitOfWork: UnitOfWork,
  {
    databasePath,
    images,
    loop,
  }: Pick<Filled, 'databasePath' | 'images'> & { readonly loop: MatchLoop },
): Promise<void> {
  const before = findingRows(databasePath);
  await unitOfWork.write(orgId, async (stores) => {
    const step = Math.max(1, Math.floor(images / sampledImages));
    for (let image = 1; image <= images; image += step) await stores.inventory.queueMatch(image, 1);
  });
  loop.wake();
  await loop.idle();
  const after = findingRows(databasePath);
  if (after !== before) throw new Error(`A full match differs: ${before} became ${after}`);
}

async function addRegistry(unitOfWork: UnitOfWork): Promise<void> {
  await unitOfWork.write(orgId, (stores) =>
    stores.registries.insert({
      ...{ id: registryId, name: registryId, provider: 'CUSTOM', isProviderChosen: false },
      ...{ url: 'https://registry.example', scanMethod: 'sensor', schedule: 'daily' },
      filters: {
        repositories: { include: [], exclude: [] },
        tags: { include: [], exclude: [] },
      },
      ...{ allowPlainHttp: false, skipTlsVerify: false, caPem: undefined },
      ...{ credentialSealed: undefined, clientCertificateSealed: undefined },
      ...{ clientCertificateId: undefined, pullLimits: undefined },
      ...{ syncWantedAt: undefined, revision: 1, createdAt: 1, updatedAt: 1 },
    }),
  );
}
