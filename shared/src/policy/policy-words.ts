// A policy in plain English, made from its conditions: "Block critical findings with a fix known for more than 7 days".
import { failOnLevels } from '../report/fail-on-levels.ts';
import { listed } from './judge-facts.ts';
import type { FindingConditions, ImageConditions, Policy, PolicyScope } from './policy.ts';

export function policyWords({ effect, when, scope }: Policy): string {
  const verb = effect === 'block' ? 'Block' : 'Warn of';
  const image = when.image === undefined ? undefined : `images ${imageWords(when.image)}`;
  const subject =
    when.finding === undefined
      ? image
      : [findingWords(when.finding, true), ...(image === undefined ? [] : [image])].join(' in ');
  return `${verb} ${subject}${scopeWords(scope)}`;
}

export function findingWords(conditions: FindingConditions, isPlural: boolean): string {
  const { severityAtLeast, fixable, fixKnownForDays, knownExploited } = conditions;
  const { epssAtLeast, publishedForDays, firstSeenForDays, packages } = conditions;
  const severity = severityAtLeast === undefined ? '' : `${severityWords(severityAtLeast)} `;
  const clauses = [
    ...(packages === undefined ? [] : [`in ${listed(packages, 'or')}`]),
    ...(fixable === undefined || (fixable && fixKnownForDays !== undefined)
      ? []
      : [fixable ? 'with a fix' : 'without a fix']),
    ...(fixKnownForDays === undefined
      ? []
      : [`with a fix known for more than ${days(fixKnownForDays)}`]),
    ...(knownExploited === undefined ? [] : ['known to be exploited']),
    ...(epssAtLeast === undefined ? [] : [`with an EPSS of at least ${epssAtLeast}`]),
    ...(publishedForDays === undefined
      ? []
      : [`published more than ${days(publishedForDays)} ago`]),
    ...(firstSeenForDays === undefined
      ? []
      : [`first seen more than ${days(firstSeenForDays)} ago`]),
  ];
  return [`${severity}finding${isPlural ? 's' : ''}`, listed(clauses, 'and')]
    .filter((part) => part !== '')
    .join(' ');
}

function severityWords(level: NonNullable<FindingConditions['severityAtLeast']>): string {
  return listed(failOnLevels.slice(0, failOnLevels.indexOf(level) + 1), 'or');
}

function imageWords(conditions: ImageConditions): string {
  const { notSignedBy, olderThanDays, baseOlderThanDays, runsAsRoot, secretsFound } = conditions;
  const { licensesForbidden, licensesAllowed, coverageUnknown } = conditions;
  return listed(
    [
      ...(notSignedBy === undefined ? [] : [`not signed by ${listed(notSignedBy, 'or')}`]),
      ...(olderThanDays === undefined ? [] : [`older than ${days(olderThanDays)}`]),
      ...(baseOlderThanDays === undefined
        ? []
        : [`built on a base older than ${days(baseOlderThanDays)}`]),
      ...(runsAsRoot === undefined ? [] : ['that run as root']),
      ...(secretsFound === undefined ? [] : ['that hold secrets']),
      ...(licensesForbidden === undefined
        ? []
        : [`with packages under ${listed(licensesForbidden, 'or')}`]),
      ...(licensesAllowed === undefined
        ? []
        : [`with packages not under ${listed(licensesAllowed, 'or')}`]),
      ...(coverageUnknown === undefined ? [] : ['that are not wholly known']),
    ],
    'and',
  );
}

function scopeWords({ registries, repositories, tags }: PolicyScope = {}): string {
  const parts = [
    ...(repositories === undefined ? [] : [`in repositories ${listed(repositories, 'or')}`]),
    ...(registries === undefined ? [] : [`of registries ${listed(registries, 'or')}`]),
    ...(tags === undefined ? [] : [`with tags ${listed(tags, 'or')}`]),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(' ')}`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
