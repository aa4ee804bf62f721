// What needs somebody: each line says what is wrong, and the first thing to check, and leads there.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { useAllRegistries } from '../../api/use-all-rows.ts';
import { failingSince } from '../../components/failing-since.ts';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { AttentionLine } from './attention-line.tsx';
import { CriticalLines } from './critical-lines.tsx';
import { OfflineSensors } from './offline-sensors.tsx';
import type { News } from './use-new-criticals.ts';

type Overview = DataOf<'GET /api/overview'>;

export function AttentionPanel({
  overview,
  news,
  since,
}: {
  readonly overview: Overview;
  readonly news: News | null;
  /** The end of the visit before this one. */
  readonly since: string | undefined;
}) {
  const { attention, sensors, findings, advisories, images } = overview;
  const isQuiet =
    attention.length === 0 &&
    sensors.offline === 0 &&
    advisories.state === 'current' &&
    findings.open.critical === 0 &&
    news === null &&
    images.failed === 0;
  return (
    <Panel
      title="Needs attention"
      note={
        since === undefined ? undefined : (
          <>
            you last looked <RelativeTime at={since} />
          </>
        )
      }
      flush
    >
      {isQuiet ? (
        <p className="panel-body muted">
          Nothing. No registry fails, every sensor answers, and no critical finding is open.
        </p>
      ) : (
        <ul className="attention">
          <CriticalLines findings={findings} news={news} />
          {attention.map((registry) => (
            <FailingRegistry key={registry.registryId} registry={registry} />
          ))}
          <OfflineSensors sensors={sensors} />
          {images.failed === 0 ? null : <FailedImages count={images.failed} />}
          {advisories.state === 'current' ? null : <OldAdvisories state={advisories.state} />}
        </ul>
      )}
    </Panel>
  );
}

function FailingRegistry({
  registry: { registryId, name, condition },
}: {
  readonly registry: Overview['attention'][number];
}) {
  const { code, firstCheck } = condition;
  const syncs = useAllRegistries().data?.find(({ id }) => id === registryId)?.recentSyncs;
  const since = failingSince(syncs ?? []);
  return (
    <li>
      <AttentionLine
        tone="critical"
        action="Open registry"
        to="/registries/$id"
        params={{ id: registryId }}
      >
        <b className="name">{name}</b> is in error{' '}
        <span className="muted">
          {since === undefined ? null : (
            <>
              since <RelativeTime at={since} />{' '}
            </>
          )}
          · <span className="mono">{code}</span>
          {isErrorCode(code) ? `: ${errorRow(code).meaning}` : '.'} First check: {firstCheck}
        </span>
      </AttentionLine>
    </li>
  );
}

function FailedImages({ count }: { readonly count: number }) {
  return (
    <li>
      <AttentionLine tone="medium" action="Show images" to="/images" search={{ state: 'failed' }}>
        <b>
          {count.toLocaleString('en')} {count === 1 ? 'image' : 'images'} could not be scanned
        </b>{' '}
        <span className="muted">· each says why</span>
      </AttentionLine>
    </li>
  );
}

function OldAdvisories({ state }: { readonly state: 'stale' | 'missing' }) {
  const isMissing = state === 'missing';
  return (
    <li>
      <AttentionLine
        tone="medium"
        action="Look at the advisories"
        to="/settings"
        search={{ tab: 'advisories' }}
      >
        <b>
          {isMissing ? 'No advisories are imported' : 'The advisories are older than three days'}
        </b>{' '}
        <span className="muted">
          ·{' '}
          {isMissing
            ? 'nothing can be found without them'
            : 'what was published since is not found yet'}
          . First check: <span className="mono">control-plane advisories import SOURCE</span>
        </span>
      </AttentionLine>
    </li>
  );
}
