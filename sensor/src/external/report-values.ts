// Values that reports of external scanners have in common, in our words.
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import type { ExternalFinding } from '@harborguard/shared/protocol/external-report.ts';
import { type PackageType, packageTypes } from '@harborguard/shared/protocol/inventory.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';

export function parseReport(output: Uint8Array): unknown {
  const json = parseJsonObject(output);
  return json.kind === 'object' ? json.value : undefined;
}

export function severityLevel(text: string | undefined): ExternalFinding['severity'] {
  const level = (text ?? '').toLowerCase();
  switch (level) {
    case 'critical':
    case 'high':
    case 'medium':
    case 'low':
      return level;
    case 'negligible':
      return 'low';
    default:
      return 'unknown';
  }
}

/** `pkg:deb/debian/openssl@…` is a deb. */
export function packageTypeOfPurl(purl: string | undefined): PackageType | undefined {
  const type = /^pkg:([a-z]+)\//.exec(purl ?? '')?.[1];
  return packageTypes.find((known) => known === type);
}

export function shortText(text: string | undefined, lengthMax: number): string {
  return cleanText(text ?? '', lengthMax);
}
