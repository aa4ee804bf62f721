// An archived image in the place of a registry, as far as a scan asks: manifests and blobs. There is nothing to
// probe, to list or to resolve in a file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseDigest } from '@harborguard/shared/oci/parse-digest.ts';
import type {
  ManifestContent,
  RegistryProvider,
  WaitOptions,
} from '../registry/registry-provider.ts';
import type { ArchivedImage } from './archived-image.ts';

export class ArchiveProvider implements RegistryProvider {
  readonly provider = 'CUSTOM';
  readonly #image: ArchivedImage;

  constructor(image: ArchivedImage) {
    this.#image = image;
  }

  async manifest(_repository: string, reference: string): Promise<ManifestContent> {
    const found = await this.#image.manifest(reference);
    if (found === undefined) throw new HarborError('MANIFEST_UNKNOWN', { details: { reference } });
    const digest = parseDigest(reference);
    const isWhole =
      digest.kind === 'digest' &&
      createHash(digest.algorithm).update(found.bytes).digest('hex') === digest.hex;
    if (!isWhole) throw new HarborError('DIGEST_MISMATCH', { details: { digest: reference } });
    return { digest: reference, sizeBytes: found.bytes.length, ...found };
  }

  async *blob(
    _repository: string,
    digest: string,
    { signal }: WaitOptions,
  ): AsyncGenerator<Uint8Array> {
    const file = await this.#image.blob(digest);
    if (file === undefined) throw new HarborError('BLOB_MISSING', { details: { digest } });
    yield* file.stream(signal);
  }

  probe(): Promise<never> {
    assert.fail('an archive is not probed');
  }

  resolve(): Promise<never> {
    assert.fail('an archive has no tags to resolve');
  }

  repositories(): AsyncIterable<never> {
    assert.fail('an archive lists no repositories');
  }

  tags(): AsyncIterable<never> {
    assert.fail('an archive lists no tags');
  }

  close(): Promise<void> {
    return this.#image.close();
  }
}
