// One row for each finding of the image, with all its names, where its severity comes from, and how urgent it is.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { AdvisoryName } from '../../components/advisory-name.tsx';
import { BreakableText } from '../../components/breakable-text.tsx';
import { DeadlineNote } from '../../components/deadline-note.tsx';
import { EpssShare } from '../../components/exploit-signals.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { FindingDecision } from './finding-decision.tsx';
import { ratingWords } from './rating-words.ts';

type Finding = RowOf<'GET /api/images/{digest}/findings'>;

const statusWords: Readonly<Record<Finding['status'], string>> = {
  'fixed-available': 'fixed',
  'no-fix': 'no fix yet',
  'wont-fix': "won't be fixed",
  ignored: 'not fixed on purpose',
  undetermined: 'not known',
};
const locationsShownMax = 2;

export function ImageFindingsTable({
  digest,
  findings,
  isFromBase,
}: {
  readonly digest: string;
  readonly findings: readonly Finding[];
  readonly isFromBase: (layer: number) => boolean | undefined;
}) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Advisory</th>
            <th scope="col">Package</th>
            <th scope="col">Fixed in</th>
            <th scope="col">Where</th>
            <th scope="col" className="end">
              EPSS
            </th>
            <th scope="col" className="end">
              First seen
            </th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <FindingRow
              key={`${finding.advisoryId} ${finding.purl} ${finding.layer}`}
              digest={digest}
              finding={finding}
              fromBase={isFromBase(finding.layer)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingRow({
  digest,
  finding,
  fromBase,
}: {
  readonly digest: string;
  readonly finding: Finding;
  readonly fromBase: boolean | undefined;
}) {
  const { epss, fixedIn, firstSeenAt } = finding;
  return (
    <tr>
      <td>
        <SeverityBadge severity={finding.severity} />
        <div className="tiny muted finding-rating" title={finding.vector}>
          {ratingWords(finding)}
        </div>
      </td>
      <td className="finding-text">
        <AdvisoryName advisory={finding} />
      </td>
      <td>
        <span className="mono">{finding.packageName}</span>
        <div className="tiny muted mono finding-version">{finding.packageVersion}</div>
        <div className="tiny muted">{finding.packageType}</div>
      </td>
      <td data-label="Fixed in">
        {fixedIn === undefined ? (
          <span className="muted small">{statusWords[finding.status]}</span>
        ) : (
          <span className="mono fixed-in finding-version">{fixedIn}</span>
        )}
      </td>
      <td data-label="Where" className="finding-place">
        <span className="small">{layerWords(finding.layer, fromBase)}</span>
        <Locations locations={finding.locations} />
      </td>
      <td className="end" data-label="EPSS">
        <EpssShare epss={epss} percentile={finding.percentile} />
      </td>
      <td className="end small" data-label="First seen">
        {firstSeenAt !== undefined ? (
          <RelativeTime at={firstSeenAt} />
        ) : finding.exception === undefined ? (
          '–'
        ) : null}
        {finding.exception?.state === 'active' && finding.exception.everywhere ? null : (
          <DeadlineNote finding={{ ...finding, isFixable: fixedIn !== undefined }} />
        )}
        <FindingDecision finding={finding} digest={digest} />
      </td>
    </tr>
  );
}

function layerWords(layer: number, fromBase: boolean | undefined): string {
  if (fromBase === true) return 'base image';
  return fromBase === false ? `your layer ${layer + 1}` : `layer ${layer + 1}`;
}

function Locations({ locations }: { readonly locations: readonly string[] }) {
  if (locations.length === 0) return null;
  const paths = locations.map((each) => `/${each.replace(/^\//, '')}`);
  const more = paths.length - locationsShownMax;
  return (
    <div className="tiny muted mono finding-path" title={paths.join('\n')}>
      {paths.slice(0, locationsShownMax).map((path) => (
        <div key={path}>
          <BreakableText kind="path" text={path} />
        </div>
      ))}
      {more > 0 ? `and ${more} more` : ''}
    </div>
  );
}
