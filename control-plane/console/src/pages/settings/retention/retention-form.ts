// What is typed about a rule of retention, what is sent of it, and the rule in words.
import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { linesOf, textOfLines } from '../../../components/lines.ts';

export type RetentionRule = RowOf<'GET /api/retention-rules'>;
type Scope = RequestOf<'POST /api/retention-rules/preview'>['body'];

export interface RetentionForm {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly kind: RetentionRule['kind'];
  readonly repositories: string;
  readonly registryId: string;
  readonly olderThanDays: string;
  readonly keepNewest: string;
}

export const retentionKinds: readonly (readonly [RetentionRule['kind'], string])[] = [
  ['gone-tags', 'Tags the registry no longer has'],
  ['untagged-images', 'Images no tag shows'],
  ['untagged-inventories', 'What scans found in images no tag shows'],
  ['resolved-findings', 'Findings that are resolved'],
];

export function retentionForm(rule?: RetentionRule): RetentionForm {
  return {
    name: rule?.name ?? '',
    isEnabled: rule?.isEnabled ?? true,
    kind: rule?.kind ?? 'untagged-images',
    repositories: textOfLines(rule?.repositories ?? ['**']),
    registryId: rule?.registryId ?? '',
    olderThanDays: rule === undefined ? '90' : String(rule.olderThanDays ?? ''),
    keepNewest: String(rule?.keepNewest ?? ''),
  };
}

export function scopeOf(form: RetentionForm): Scope {
  return {
    kind: form.kind,
    repositories: linesOf(form.repositories),
    ...(form.registryId === '' ? {} : { registryId: form.registryId }),
    ...(form.olderThanDays === '' ? {} : { olderThanDays: Number(form.olderThanDays) }),
    ...(form.keepNewest === '' ? {} : { keepNewest: Number(form.keepNewest) }),
  };
}

/** Without either, a rule would remove all there is; the API refuses it. */
export function isBounded(form: RetentionForm): boolean {
  return form.olderThanDays !== '' || form.keepNewest !== '';
}

export function retentionWords(rule: RetentionRule, names: ReadonlyMap<string, string>): string {
  const { kind, repositories, registryId, olderThanDays, keepNewest } = rule;
  return [
    retentionKinds.find(([each]) => each === kind)?.[1] ?? kind,
    `of ${repositories.join(', ')}`,
    ...(registryId === undefined ? [] : [`in ${names.get(registryId) ?? registryId}`]),
    ...(olderThanDays === undefined ? [] : [`older than ${olderThanDays} days`]),
    ...(keepNewest === undefined ? [] : [`but for the newest ${keepNewest} of each repository`]),
  ].join(' ');
}
