// The list of packages in distroless images of Azure Linux and CBL-Mariner, which have no rpm database: one package a
// line, ten columns between tabs, as `rpm --query` was asked to write them when the image was made.
import type { FileReading } from './detector.ts';
import { type RpmPackage, rpmPackage } from './rpm-package.ts';

const columnCount = 10;

export function readRpmManifest(
  text: string,
): FileReading<{ readonly packages: readonly RpmPackage[] }> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const packages = lines.flatMap((line) => packageOf(line.split('\t')) ?? []);
  const unread = lines.length - packages.length;
  if (unread === 0) return { kind: 'data', data: { packages } };
  const detail = `${unread} lines that name no rpm`;
  if (packages.length === 0) return { kind: 'invalid', reason: detail };
  return {
    kind: 'data',
    data: { packages },
    issues: [{ code: 'PACKAGE_DATA_INVALID', detail }],
  };
}

/** Name, version, install time, build time, vendor, always `(none)`, size, architecture, epoch, source package. */
function packageOf(columns: readonly string[]): RpmPackage | undefined {
  if (columns.length < columnCount) return undefined;
  const [name, version, , , vendor, , , architecture, epoch = '', sourcePackage] = columns;
  return rpmPackage({
    name,
    version,
    vendor,
    architecture,
    epoch: /^\d{1,10}$/.test(epoch) ? Number(epoch) : undefined,
    sourcePackage: sourcePackage?.trim(),
  });
}
