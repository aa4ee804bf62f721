// What is typed about a policy and what is sent of it: only the conditions that say something.
import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { linesOf, textOfLines } from '../../components/lines.ts';

export type Policy = RowOf<'GET /api/policies'>;
/** A policy as a dry run takes it. */
export type PolicyDraft = RequestOf<'POST /api/policies/dry-run'>['body']['policy'];
type FindingCondition = NonNullable<PolicyDraft['when']['finding']>;
type ImageCondition = NonNullable<PolicyDraft['when']['image']>;

export interface PolicyForm {
  readonly name: string;
  readonly effect: Policy['effect'];
  readonly enabled: boolean;
  readonly unknown: NonNullable<Policy['unknown']>;
  readonly registries: string;
  readonly repositories: string;
  readonly tags: string;
  readonly severityAtLeast: NonNullable<FindingCondition['severityAtLeast']> | '';
  readonly fixable: '' | 'yes' | 'no';
  readonly fixKnownForDays: string;
  readonly knownExploited: boolean;
  readonly epssAtLeast: string;
  readonly publishedForDays: string;
  readonly firstSeenForDays: string;
  readonly packages: string;
  readonly notSignedBy: readonly string[];
  readonly olderThanDays: string;
  readonly baseOlderThanDays: string;
  readonly runsAsRoot: boolean;
  readonly secretsFound: boolean;
  readonly licensesForbidden: string;
  readonly licensesAllowed: string;
  readonly coverageUnknown: boolean;
}

export function policyForm(policy?: Policy): PolicyForm {
  const { scope = {}, when = { finding: { severityAtLeast: 'critical', fixKnownForDays: 7 } } } =
    policy ?? {};
  const { finding = {}, image = {} } = when as PolicyDraft['when'];
  const lines = (list: readonly string[] | undefined) => textOfLines(list ?? []);
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    name: policy?.name ?? '',
    effect: policy?.effect ?? 'block',
    enabled: policy?.enabled ?? true,
    unknown: policy?.unknown ?? 'warn',
    registries: lines(scope.registries),
    repositories: lines(scope.repositories),
    tags: lines(scope.tags),
    severityAtLeast: finding.severityAtLeast ?? '',
    fixable: finding.fixable === undefined ? '' : finding.fixable ? 'yes' : 'no',
    fixKnownForDays: text(finding.fixKnownForDays),
    knownExploited: finding.knownExploited ?? false,
    epssAtLeast: text(finding.epssAtLeast),
    publishedForDays: text(finding.publishedForDays),
    firstSeenForDays: text(finding.firstSeenForDays),
    packages: lines(finding.packages),
    notSignedBy: image.notSignedBy ?? [],
    olderThanDays: text(image.olderThanDays),
    baseOlderThanDays: text(image.baseOlderThanDays),
    runsAsRoot: image.runsAsRoot ?? false,
    secretsFound: image.secretsFound ?? false,
    licensesForbidden: lines(image.licensesForbidden),
    licensesAllowed: lines(image.licensesAllowed),
    coverageUnknown: image.coverageUnknown ?? false,
  };
}

export function policyDraft(form: PolicyForm): PolicyDraft {
  const scope = {
    ...listed('registries', form.registries),
    ...listed('repositories', form.repositories),
    ...listed('tags', form.tags),
  };
  const finding = findingCondition(form);
  const image = imageCondition(form);
  return {
    name: form.name.trim(),
    effect: form.effect,
    ...(isEmpty(scope) ? {} : { scope }),
    when: { ...(isEmpty(finding) ? {} : { finding }), ...(isEmpty(image) ? {} : { image }) },
    unknown: form.unknown,
  };
}

/** Whether it asks for anything: a policy without a condition is refused. */
export function hasCondition(form: PolicyForm): boolean {
  return !isEmpty(policyDraft(form).when);
}

function findingCondition(form: PolicyForm): FindingCondition {
  const { severityAtLeast, fixable } = form;
  return {
    ...(severityAtLeast === '' ? {} : { severityAtLeast }),
    ...(fixable === '' ? {} : { fixable: fixable === 'yes' }),
    ...numbered('fixKnownForDays', form.fixKnownForDays),
    ...(form.knownExploited ? { knownExploited: true } : {}),
    ...numbered('epssAtLeast', form.epssAtLeast),
    ...numbered('publishedForDays', form.publishedForDays),
    ...numbered('firstSeenForDays', form.firstSeenForDays),
    ...listed('packages', form.packages),
  };
}

function imageCondition(form: PolicyForm): ImageCondition {
  return {
    ...(form.notSignedBy.length === 0 ? {} : { notSignedBy: form.notSignedBy }),
    ...numbered('olderThanDays', form.olderThanDays),
    ...numbered('baseOlderThanDays', form.baseOlderThanDays),
    ...(form.runsAsRoot ? { runsAsRoot: true } : {}),
    ...(form.secretsFound ? { secretsFound: true } : {}),
    ...listed('licensesForbidden', form.licensesForbidden),
    ...listed('licensesAllowed', form.licensesAllowed),
    ...(form.coverageUnknown ? { coverageUnknown: true } : {}),
  };
}

function numbered<Name extends string>(name: Name, text: string): { [Key in Name]?: number } {
  return (text.trim() === '' ? {} : { [name]: Number(text) }) as { [Key in Name]?: number };
}

function listed<Name extends string>(
  name: Name,
  text: string,
): { [Key in Name]?: readonly string[] } {
  const list = linesOf(text);
  return (list.length === 0 ? {} : { [name]: list }) as { [Key in Name]?: readonly string[] };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
