// The manifests that Artifactory keeps as files, found by its query language and read as images with tags and digests.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { manifestKind } from '@harborguard/shared/oci/media-types.ts';
import type { ListedTag, WaitOptions } from '../../registry-provider.ts';
import type { JsonApi } from '../json-api.ts';
import type { ProductImage } from '../name-images.ts';
import {
  digestProperty,
  indexFileName,
  type ManifestFile,
  ManifestFilesSchema,
  manifestQuery,
  typeProperty,
} from './jfrog-schema.ts';

/** About half a KiB each, which stays below the limit of a body. */
const filesPerPage = 2000;
const pageCountMax = 5000;

interface ManifestSource {
  readonly api: JsonApi;
  readonly key: string;
}

/** The folder of a manifest that has no tag: `sha256:<hex>`, or as a file system can write it. */
const digestFolder = /^sha(?:256|512)(?::|__)[0-9a-f]+$/;

/**
 * Pages end at the first empty one. How many rows a page has says nothing: the server may count the properties of a
 * file as rows of their own, so that a file comes in two parts.
 */
export async function* manifestFiles(
  source: ManifestSource,
  options: WaitOptions,
): AsyncIterable<readonly ProductImage[]> {
  const folders = new Map<string, ManifestFile[]>();
  for (let page = 0; page < pageCountMax; page += 1) {
    const files = await readPage(source, page * filesPerPage, options);
    const fresh = files.length === 0 ? [] : merge(folders, files);
    // The last folder may go on in the next page.
    const ready = [...folders.keys()].filter((path) => !fresh.includes(path));
    const images = ready.flatMap((path) => productImage(path, folders.get(path) ?? []));
    for (const path of ready) folders.delete(path);
    if (images.length > 0) yield images;
    if (files.length === 0) return;
  }
  throw new HarborError('CATALOG_TRUNCATED', {
    details: { reason: 'the pages of manifests do not end', repository: source.key },
  });
}

/** Returns the folder that may not be whole yet. */
function merge(folders: Map<string, ManifestFile[]>, files: readonly ManifestFile[]): string[] {
  for (const file of files) {
    const known = folders.get(file.path);
    if (known === undefined) folders.set(file.path, [file]);
    else known.push(file);
  }
  const last = files.at(-1);
  return last === undefined ? [] : [last.path];
}

async function readPage(
  { api, key }: ManifestSource,
  offset: number,
  options: WaitOptions,
): Promise<readonly ManifestFile[]> {
  const query = manifestQuery({ key, offset, limit: filesPerPage });
  const { results } = await api.ask(
    {
      path: '/api/search/aql',
      schema: ManifestFilesSchema,
      body: { type: 'text/plain', text: query },
    },
    options,
  );
  return results;
}

function productImage(path: string, files: readonly ManifestFile[]): readonly ProductImage[] {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(slash + 1);
  if (slash < 1 || digestFolder.test(folder)) return [];
  return [{ image: path.slice(0, slash), tag: listedTag(folder, files) }];
}

function listedTag(name: string, files: readonly ManifestFile[]): ListedTag {
  const [file] = files;
  // A tag that was an image once and is an index now may have both files: which one counts, only the registry knows.
  if (file === undefined || new Set(files.map((one) => one.name)).size > 1) return { name };
  const sha256 = files.find((one) => one.sha256 !== undefined)?.sha256?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256)) return { name };
  const digest = `sha256:${sha256}`;
  const written = property(files, digestProperty);
  if (written !== undefined && written !== digest) return { name };
  const mediaType = mediaTypeOf(file, property(files, typeProperty));
  return {
    name,
    digest,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(file.size === undefined ? {} : { sizeBytes: file.size }),
  };
}

/** Believed when it agrees with the name of the file. */
function mediaTypeOf({ name }: ManifestFile, written: string | undefined): string | undefined {
  const kind = name === indexFileName ? 'index' : 'image';
  return written !== undefined && manifestKind(written) === kind ? written : undefined;
}

function property(files: readonly ManifestFile[], key: string): string | undefined {
  return files.flatMap((file) => file.properties ?? []).find((one) => one.key === key)?.value;
}
