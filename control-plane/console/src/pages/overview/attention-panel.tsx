// What needs somebody: each line says what is wrong, and the first thing to check, and leads there.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { counted } from '../../components/counted.ts';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { AttentionLine } from './attention-line.tsx';
import { useNewCriticals } from './use-new-criticals.ts';

type Overview = DataOf<'GET /api/overview'>;

export function AttentionPanel({ overview }: { readonly overview: Overview }) {
  const { attention, sensors, findings, advisories, images } = overview;
  const news = useNewCriticals();
  const isQuiet =
    attention.length === 0 &&
    sensors.offline === 0 &&
    advisories.state === 'current' &&
    findings.open.critical === 0 &&
    images.failed === 0;
  return (
    <Panel title="Needs attention" flush>
      {isQuiet ? (
        <p className="panel-body muted">
          Nothing. No registry fails, every sensor answers, and no critical finding is open.
        </p>
      ) : (
        <ul className="attention">
          {attention.map(({ registryId, name, condition }) => (
            <li key={registryId}>
              <AttentionLine
                tone="critical"
                action="Open registry"
                to="/registries/$id"
                params={{ id: registryId }}
              >
                <b className="name">{name}</b> is in error ·{' '}
                <span className="muted">
                  <span className="mono">{condition.code}</span>. First check:{' '}
                  {condition.firstCheck}
                </span>
              </AttentionLine>
            </li>
          ))}
          {news === undefined ? null : (
            <li>
              <AttentionLine
                tone="critical"
                action="Show what is new"
                to="/findings"
                search={{ by: 'place', severity: 'critical', firstSeenFrom: news.since }}
              >
                <b>{counted(news.count, 'new critical finding')}</b>{' '}
                <span className="muted">
                  · since your last visit, <RelativeTime at={news.since} />
                </span>
              </AttentionLine>
            </li>
          )}
          {findings.open.critical === 0 ? null : (
            <li>
              <AttentionLine
                tone="critical"
                action="Review"
                to="/findings"
                search={{ by: 'place', severity: 'critical' }}
              >
                <b>
                  {findings.open.critical.toLocaleString('en')} critical{' '}
                  {findings.open.critical === 1 ? 'finding is' : 'findings are'} open
                </b>{' '}
                <span className="muted">
                  · in {findings.affectedTags.toLocaleString('en')} tags with findings
                </span>
              </AttentionLine>
            </li>
          )}
          {sensors.offline === 0 ? null : (
            <li>
              <AttentionLine tone="high" action="Open sensors" to="/sensors">
                <b>
                  {sensors.offline} of {sensors.total} sensors offline
                </b>{' '}
                <span className="muted">
                  · their results stay on their own disk until they are back. First check: whether
                  the process runs and reaches this address
                </span>
              </AttentionLine>
            </li>
          )}
          {images.failed === 0 ? null : (
            <li>
              <AttentionLine
                tone="medium"
                action="Show images"
                to="/images"
                search={{ state: 'failed' }}
              >
                <b>
                  {images.failed.toLocaleString('en')} {images.failed === 1 ? 'image' : 'images'}{' '}
                  could not be scanned
                </b>{' '}
                <span className="muted">· each says why</span>
              </AttentionLine>
            </li>
          )}
          {advisories.state === 'current' ? null : (
            <li>
              <AttentionLine tone="medium" action="Show findings" to="/findings">
                <b>
                  {advisories.state === 'missing'
                    ? 'No advisories are imported'
                    : 'The advisories are older than three days'}
                </b>{' '}
                <span className="muted">
                  ·{' '}
                  {advisories.state === 'missing'
                    ? 'nothing can be found without them'
                    : 'what was published since is not found yet'}
                  . First check:{' '}
                  <span className="mono">control-plane advisories import SOURCE</span>
                </span>
              </AttentionLine>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}
