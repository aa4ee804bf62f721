// What findings are filtered by, the same wherever they are listed, grouped or exported.
import { verdictKinds } from '@harborguard/shared/policy/judge-image.ts';
import { signedMarks } from '@harborguard/shared/signatures/verdict.ts';
import { type Static, Type } from 'typebox';
import type { ExposureFilter } from '../domain/findings/finding-queries.ts';
import type { Caller } from '../domain/keys/caller.ts';
import { scopeOf } from './access.ts';
import { packageDescription, packageFilter } from './package-query.ts';
import { DateTime, FilterText, optional, Severity, timeOf, Uuid } from './schemas/common.ts';

export const findingQuery = {
  severity: Type.Optional(Severity),
  cve: Type.Optional(FilterText),
  package: Type.Optional(
    Type.String({ minLength: 1, maxLength: 300, description: packageDescription }),
  ),
  registry: Type.Optional(Uuid),
  repository: Type.Optional(FilterText),
  tag: Type.Optional(FilterText),
  state: Type.Optional(Type.Enum(['open', 'resolved', 'all'])),
  fixable: Type.Optional(Type.Boolean()),
  signed: Type.Optional(Type.Enum([...signedMarks])),
  verdict: Type.Optional(Type.Enum([...verdictKinds])),
  firstSeenFrom: Type.Optional(DateTime),
  firstSeenTo: Type.Optional(DateTime),
  kev: Type.Optional(Type.Boolean()),
  epssMin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
};
const FindingQuery = Type.Object(findingQuery);

export function findingFilterOf(
  caller: Caller,
  query: Static<typeof FindingQuery>,
): ExposureFilter {
  return {
    ...scopeOf(caller),
    ...optional('severity', query.severity),
    ...optional('advisoryId', query.cve),
    ...packageFilter(query.package),
    ...optional('registryId', query.registry),
    ...optional('repository', query.repository),
    ...optional('tag', query.tag),
    ...optional('state', query.state),
    ...optional('fixable', query.fixable),
    ...optional('signed', query.signed),
    ...optional('verdict', query.verdict),
    ...optional('firstSeenFrom', timeOf(query.firstSeenFrom)),
    ...optional('firstSeenTo', timeOf(query.firstSeenTo)),
    ...optional('kev', query.kev),
    ...optional('epssMin', query.epssMin),
  };
}
