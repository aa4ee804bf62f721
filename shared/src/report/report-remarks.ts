// What a reader must know to judge a report: what was not read, what nobody could look up, how old the advisories
// are. Every form of the report carries these, so that no finding is never mistaken for nothing looked up.
import { advisoryAge } from '../advisories/advisory-age.ts';
import type { ErrorCode } from '../errors/error-table.ts';
import { cleanText } from '../text/clean-text.ts';
import { distroText, type ImageReport, type ScanReport } from './scan-report.ts';

export interface Remark {
  readonly code: ErrorCode | 'NOT_MATCHED' | 'NO_ADVISORY_DATA' | 'NOTE';
  readonly text: string;
}

/** Of the report as a whole. */
export function reportRemarks({ advisories, createdAtMs, notes }: ScanReport): readonly Remark[] {
  const remarks: Remark[] = (notes ?? []).map((text) => ({ code: 'NOTE', text }));
  if (advisories === undefined) return remarks;
  const { hours, isStale } = advisoryAge(advisories, createdAtMs);
  if (!isStale) return remarks;
  return [
    ...remarks,
    { code: 'ADVISORIES_STALE', text: `the advisories are ${hours} hours old; 72 is the limit` },
  ];
}

/** Of one image. */
export function imageRemarks({ inventory, matched }: ImageReport): readonly Remark[] {
  const remarks: Remark[] = inventory.issues.map(({ code, layer, path, detail }) => ({
    code: code as ErrorCode,
    text: ['not fully read', layer === undefined ? '' : `layer ${layer}`, path, detail]
      .filter((part) => part !== undefined && part !== '')
      .map((part) => cleanText(part ?? '', 512))
      .join(', '),
  }));
  if (matched === undefined) return [...remarks, notMatched];
  const { distro, ecosystem, ecosystemsWithoutData } = matched.coverage;
  if (distro === 'no-advisory-data') {
    const name = ecosystem ?? distroText(inventory) ?? 'an unknown distribution';
    remarks.push(noData(`the system packages of ${cleanText(name, 256)}`));
  }
  for (const language of ecosystemsWithoutData) remarks.push(noData(`packages of ${language}`));
  return remarks;
}

const notMatched: Remark = {
  code: 'NOT_MATCHED',
  text: 'packages only: no advisories were looked up, so nothing was checked',
};

/** Whether something of the image was not read, or was looked up in vain. */
export function isIncomplete(image: ImageReport): boolean {
  const remarks = imageRemarks(image).filter((remark) => remark !== notMatched);
  return image.inventory.state === 'partial' || remarks.length > 0;
}

function noData(what: string): Remark {
  return { code: 'NO_ADVISORY_DATA', text: `there are no advisories for ${what}: not checked` };
}
