// Puts images with their inventories into a control plane's database, one tag for each, as if sensors had reported them.
import { createFactSink } from '../../control-plane/src/domain/inventory/create-fact-sink.ts';
import type { UnitOfWork } from '../../control-plane/src/domain/unit-of-work.ts';
import { digestOf, inventoryOf } from './matched-images.ts';

export const orgId = 'bench';
const registryId = 'bench-registry';
const imagesPerCommit = 500;
const tagsPerRepository = 100;

export async function fillDatabase(unitOfWork: UnitOfWork, images: number): Promise<void> {
  await unitOfWork.writeSystem((stores) => stores.organisations.ensure(orgId, 'bench', 1));
  await addRegistry(unitOfWork);
  for (let start = 0; start < images; start += imagesPerCommit) {
    const numbers = Array.from(
      { length: Math.min(imagesPerCommit, images - start) },
      (_, index) => start + index + 1,
    );
    await addTags(unitOfWork, numbers);
  }
}

/** Through the rules that sensors' reports go through. */
async function addTags(unitOfWork: UnitOfWork, numbers: readonly number[]): Promise<void> {
  const sink = createFactSink({ scans: { enqueueScan: () => Promise.resolve() } });
  const job = { jobId: '00000000-0000-7000-8000-000000000001', attempt: 1 };
  const context = {
    ...{ orgId, registryId, ...job },
    ...{ sensorId: 'sensor', analyzerVersion: 'bench', now: 1, fenced: true },
  };
  await unitOfWork.write(orgId, async (stores) => {
    const byRepository = Map.groupBy(numbers, repositoryOf);
    for (const [repository, images] of byRepository) {
      const tags = images.map((image) => ({
        name: `v${image}`,
        digest: digestOf(image),
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
      }));
      await sink.tagsSeen(stores, context, {
        type: 'tags.seen',
        ...job,
        registryId,
        repository,
        tags,
      });
    }
    for (const image of numbers) {
      await sink.imageInventory(stores, context, {
        ...{ type: 'image.inventory', ...job, registryId, repository: repositoryOf(image) },
        inventory: inventoryOf(image),
      });
    }
  });
}

function repositoryOf(image: number): string {
  return `team/app-${Math.floor(image / tagsPerRepository)}`;
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
