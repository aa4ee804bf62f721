// Grype: how it is called, and its JSON report. Fields by https://github.com/anchore/grype (grype/presenter/models)
import {
  type ExternalFinding,
  externalFindingsMax,
} from '@harborguard/shared/protocol/external-report.ts';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { ProgramRow } from './program-scanner.ts';
import { packageTypeOfPurl, parseReport, severityLevel, shortText } from './report-values.ts';

const text = Type.Optional(Type.String());
const MatchSchema = Type.Object({
  vulnerability: Type.Object({
    id: Type.String({ minLength: 1, maxLength: 128 }),
    severity: text,
    description: text,
    fix: Type.Optional(
      Type.Object({
        versions: Type.Optional(Type.Union([Type.Null(), Type.Array(Type.String())])),
      }),
    ),
  }),
  relatedVulnerabilities: Type.Optional(
    Type.Union([Type.Null(), Type.Array(Type.Object({ id: Type.String() }))]),
  ),
  artifact: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 512 }),
    version: Type.String(),
    purl: text,
  }),
});
const ReportSchema = Type.Object({ matches: Type.Array(MatchSchema) });

export const grype: ProgramRow = {
  name: 'grype',
  programArguments: ({ folder }) => [`oci-dir:${folder}`, '--output', 'json', '--quiet'],
  environment: (cacheFolder) => ({
    GRYPE_DB_CACHE_DIR: `${cacheFolder}/grype`,
    GRYPE_CHECK_FOR_APP_UPDATE: 'false',
  }),
  parse: (output) => {
    const report = parseReport(output);
    if (!Check(ReportSchema, report)) return undefined;
    const { matches } = report;
    return matches.length > externalFindingsMax ? undefined : matches.map(toFinding);
  },
};

function toFinding({
  vulnerability,
  relatedVulnerabilities,
  artifact,
}: Static<typeof MatchSchema>): ExternalFinding {
  const { purl } = artifact;
  const packageType = packageTypeOfPurl(purl);
  const fixedIn = shortText(vulnerability.fix?.versions?.[0], 256);
  return {
    id: vulnerability.id,
    aliases: (relatedVulnerabilities ?? []).slice(0, 32).map(({ id }) => id.slice(0, 128)),
    packageName: artifact.name,
    packageVersion: shortText(artifact.version, 256),
    ...(packageType === undefined ? {} : { packageType }),
    ...(purl === undefined || purl === '' || purl.length > 2048 ? {} : { purl }),
    severity: severityLevel(vulnerability.severity),
    ...(fixedIn === '' ? {} : { fixedIn }),
    summary: shortText(vulnerability.description, 512),
  };
}
