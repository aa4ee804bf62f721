// Trivy: how it is called, and its JSON report. Fields by https://trivy.dev/docs/latest/configuration/reporting/
import {
  type ExternalFinding,
  externalFindingsMax,
} from '@harborguard/shared/protocol/external-report.ts';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { ProgramRow } from './program-scanner.ts';
import { packageTypeOfPurl, parseReport, severityLevel, shortText } from './report-values.ts';

const text = Type.Optional(Type.String());
const VulnerabilitySchema = Type.Object({
  VulnerabilityID: Type.String({ minLength: 1, maxLength: 128 }),
  PkgName: Type.String({ minLength: 1, maxLength: 512 }),
  InstalledVersion: text,
  FixedVersion: text,
  Severity: text,
  Title: text,
  PkgIdentifier: Type.Optional(Type.Object({ PURL: text })),
});
const ReportSchema = Type.Object({
  SchemaVersion: Type.Integer(),
  Results: Type.Optional(
    Type.Union([
      Type.Null(),
      Type.Array(
        Type.Object({
          Vulnerabilities: Type.Optional(
            Type.Union([Type.Null(), Type.Array(VulnerabilitySchema)]),
          ),
        }),
      ),
    ]),
  ),
});

export const trivy: ProgramRow = {
  name: 'trivy',
  programArguments: ({ folder }) => [
    ...['image', '--input', folder, '--format', 'json', '--scanners', 'vuln', '--quiet'],
  ],
  environment: (cacheFolder) => ({ TRIVY_CACHE_DIR: `${cacheFolder}/trivy` }),
  parse: (output) => {
    const report = parseReport(output);
    if (!Check(ReportSchema, report)) return undefined;
    const found = (report.Results ?? []).flatMap(({ Vulnerabilities }) => Vulnerabilities ?? []);
    return found.length > externalFindingsMax ? undefined : found.map(toFinding);
  },
};

function toFinding(found: Static<typeof VulnerabilitySchema>): ExternalFinding {
  const purl = found.PkgIdentifier?.PURL;
  const packageType = packageTypeOfPurl(purl);
  const fixedIn = shortText(found.FixedVersion, 256);
  return {
    id: found.VulnerabilityID,
    // Its VendorIDs are updates of a distro, each made from many vulnerabilities: no other names of this one.
    aliases: [],
    packageName: found.PkgName,
    packageVersion: shortText(found.InstalledVersion, 256),
    ...(packageType === undefined ? {} : { packageType }),
    ...(purl === undefined || purl.length > 2048 ? {} : { purl }),
    severity: severityLevel(found.Severity),
    ...(fixedIn === '' ? {} : { fixedIn }),
    summary: shortText(found.Title, 512),
  };
}
