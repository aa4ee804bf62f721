// A package across images, by its versions.
import type { ImageFilter, Page, PageRequest, Sort } from './image-queries.ts';

export type PackageVersionFilter = Pick<
  ImageFilter,
  'registryId' | 'registryIds' | 'repository' | 'packageName' | 'packageRange'
>;

/** A package in one version, wherever it is. */
export interface PackageVersionRow {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  /** Distinct digests that hold it. */
  readonly images: number;
  /** Tags that show one of them. */
  readonly tags: number;
  readonly repositories: number;
}

export const packageVersionSortColumns = ['images', 'name', 'version'] as const;
export type PackageVersionSortColumn = (typeof packageVersionSortColumns)[number];

export interface PackageVersions {
  /** The versions of a package that tags show; those in most images first. */
  packageVersions(
    orgId: string,
    filter: PackageVersionFilter,
    page: PageRequest,
    sort?: Sort<PackageVersionSortColumn>,
  ): Promise<Page<PackageVersionRow>>;
}
