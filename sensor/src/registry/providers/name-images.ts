// From the images of one repository of a product (Artifactory, Nexus) to names below this registry's address. Whether the
// product's repository is a part of the name depends on how the address was set up, so the registry is asked about a few.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import type { ListedTag, RegistryProvider, WaitOptions } from '../registry-provider.ts';
import type { ListedImage } from './image-listing.ts';

export interface ProductImage {
  /** Within the product's repository. */
  readonly image: string;
  readonly tag: ListedTag;
}

interface Naming {
  /** Put before the name of an image; empty, or ends with a slash. */
  readonly prefix: string;
  /** Whether the digests that the product lists are those of the registry. */
  readonly digestsHold: boolean;
}

/** One may have been deleted a moment ago, or be refused by a policy. */
const samplesMax = 3;

const absentCodes: ReadonlySet<ErrorCode> = new Set([
  'MANIFEST_UNKNOWN',
  'REPOSITORY_UNKNOWN',
  'NOT_A_REGISTRY',
  'REFERENCE_INVALID',
  'REGISTRY_RESPONSE_INVALID',
  'MANIFEST_UNSUPPORTED',
]);
const deniedCodes: ReadonlySet<ErrorCode> = new Set([
  'PULL_DENIED',
  'POLICY_REFUSED',
  'REGISTRY_FORBIDDEN',
  'REGISTRY_UNAUTHENTICATED',
]);

export interface NamingQuestion {
  readonly generic: RegistryProvider;
  /** In the order in which they are tried. */
  readonly prefixes: readonly string[];
  readonly pages: AsyncIterable<readonly ProductImage[]>;
}

/** Nothing at all where the images cannot be reached below this address. */
export async function* nameImages(
  question: NamingQuestion,
  options: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  let naming: Naming | undefined;
  for await (const page of question.pages) {
    const images = page.filter(({ image, tag }) => isRepositoryName(image) && isTagName(tag.name));
    if (images.length === 0) continue;
    if (naming === undefined) {
      naming = await findNaming(question, images, options);
      if (naming === undefined) return;
    }
    yield named(images, naming);
  }
}

function named(images: readonly ProductImage[], naming: Naming): readonly ListedImage[] {
  const { prefix, digestsHold } = naming;
  return images.map(({ image, tag }) => ({
    repository: `${prefix}${image}`,
    tag: digestsHold ? tag : { name: tag.name },
  }));
}

async function findNaming(
  { generic, prefixes }: NamingQuestion,
  images: readonly ProductImage[],
  options: WaitOptions,
): Promise<Naming | undefined> {
  let denied: Naming | undefined;
  for (const sample of images.slice(0, samplesMax)) {
    for (const prefix of prefixes) {
      const answer = await askFor(generic, { prefix, sample }, options);
      if (answer === 'holds') return { prefix, digestsHold: true };
      if (answer === 'differs') return { prefix, digestsHold: false };
      // It is there, and not for this account: the scans will tell why, so it must not be left out.
      if (answer === 'denied') denied ??= { prefix, digestsHold: true };
    }
  }
  return denied;
}

type Answer = 'holds' | 'differs' | 'denied' | 'absent';

async function askFor(
  generic: RegistryProvider,
  { prefix, sample }: { readonly prefix: string; readonly sample: ProductImage },
  options: WaitOptions,
): Promise<Answer> {
  const repository = `${prefix}${sample.image}`;
  const { name, digest } = sample.tag;
  // By digest first: what mirrors another registry answers that without asking there.
  const references = digest === undefined ? [name] : [digest, name];
  for (const reference of references) {
    try {
      const found = await generic.resolve(repository, reference, options);
      return found.digest === digest ? 'holds' : 'differs';
    } catch (error) {
      options.signal.throwIfAborted();
      if (!isHarborError(error)) throw error;
      if (deniedCodes.has(error.code)) return 'denied';
      if (!absentCodes.has(error.code)) throw error;
    }
  }
  return 'absent';
}
