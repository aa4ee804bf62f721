// An inventory as a table for people.
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';

export function inventoryText(name: string, inventory: Inventory): string {
  const { platform, distro, imageDigest, packages, layers, issues } = inventory;
  const rows = packages.map((found) => [
    found.name,
    found.version,
    found.type,
    String(found.layer),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(7, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    `${name} (${platform.os}/${platform.architecture}) ${imageDigest}`,
    `${distro?.prettyName ?? distro?.id ?? 'no distribution'}, ${layers.length} layers, ${packages.length} packages`,
    '',
    line(['package', 'version', 'type', 'layer']),
    ...rows.map(line),
    ...issues.map((issue) => `not fully indexed: ${issue.code} ${issue.path ?? ''}`.trimEnd()),
    '',
  ].join('\n');
}
