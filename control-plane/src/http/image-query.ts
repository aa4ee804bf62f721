// What images are filtered by, the same wherever they are listed or exported.
import { verdictKinds } from '@harborguard/shared/policy/judge-image.ts';
import { signedMarks } from '@harborguard/shared/signatures/verdict.ts';
import { type Static, Type } from 'typebox';
import { type ImageFilter, imageStates } from '../domain/inventory/image-queries.ts';
import type { Caller } from '../domain/keys/caller.ts';
import { scopeOf } from './access.ts';
import { labelDescription, labelsOf } from './label-query.ts';
import { packageDescription, packageFilter } from './package-query.ts';
import {
  DateTime,
  Digest,
  FilterText,
  optional,
  Severity,
  timeOf,
  Uuid,
} from './schemas/common.ts';

export const imageQuery = {
  registry: Type.Optional(Uuid),
  repository: Type.Optional(FilterText),
  tag: Type.Optional(FilterText),
  digest: Type.Optional(Digest),
  search: Type.Optional(FilterText),
  platform: Type.Optional(FilterText),
  package: Type.Optional(
    Type.String({ minLength: 1, maxLength: 300, description: packageDescription }),
  ),
  cve: Type.Optional(FilterText),
  state: Type.Optional(Type.Enum([...imageStates])),
  severity: Type.Optional(Severity),
  signed: Type.Optional(Type.Enum([...signedMarks])),
  verdict: Type.Optional(Type.Enum([...verdictKinds])),
  fixable: Type.Optional(Type.Boolean()),
  kev: Type.Optional(Type.Boolean()),
  epssMin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  label: Type.Optional(
    Type.String({ minLength: 1, maxLength: 600, description: labelDescription }),
  ),
  firstSeenFrom: Type.Optional(DateTime),
  firstSeenTo: Type.Optional(DateTime),
};
const ImageQuery = Type.Object(imageQuery);

export function imageFilterOf(caller: Caller, query: Static<typeof ImageQuery>): ImageFilter {
  return {
    ...scopeOf(caller),
    ...optional('registryId', query.registry),
    ...optional('repository', query.repository),
    ...optional('tag', query.tag),
    ...optional('digest', query.digest),
    ...optional('search', query.search),
    ...optional('platform', query.platform),
    ...packageFilter(query.package),
    ...optional('advisoryId', query.cve),
    ...optional('state', query.state),
    ...optional('severity', query.severity),
    ...optional('signed', query.signed),
    ...optional('verdict', query.verdict),
    ...optional('fixable', query.fixable),
    ...optional('kev', query.kev),
    ...optional('epssMin', query.epssMin),
    ...optional('labels', labelsOf(query.label)),
    ...optional('firstSeenFrom', timeOf(query.firstSeenFrom)),
    ...optional('firstSeenTo', timeOf(query.firstSeenTo)),
  };
}
