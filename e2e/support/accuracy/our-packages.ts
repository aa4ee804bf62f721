// The inventory of an image at rest as the sensor makes it, by its command line.
import { resolve } from 'node:path';
import { mustRun } from '../run-command.ts';
import { packageKey } from './package-key.ts';
import type { PeerPackage } from './peer-scanners.ts';

interface ReportedPackage {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly source?: { readonly name: string; readonly version: string };
  readonly ownedBy?: string;
  readonly detector: string;
}

export type OurPackage = PeerPackage & ReportedPackage;

interface ScanDocument {
  readonly images: readonly {
    readonly state: string;
    readonly packages: readonly (ReportedPackage & {
      readonly purl: string;
      readonly locations: readonly string[];
    })[];
  }[];
}

const sensor = resolve(import.meta.dirname, '../../../sensor/src/main.ts');

/** Of a layout with one image; throws when it was not read to its end. */
export async function ourPackages(layout: string): Promise<readonly OurPackage[]> {
  const args = [sensor, 'scan', `oci-layout:${layout}`, '--format', 'json'];
  const text = await mustRun(process.execPath, args);
  const [image] = (JSON.parse(text) as ScanDocument).images;
  if (image?.state !== 'indexed') throw new Error(`the image is ${image?.state}`);
  return image.packages.map(({ purl, locations, ...rest }) => ({
    ...rest,
    key: packageKey(purl),
    path: locations[0] ?? '',
  }));
}
