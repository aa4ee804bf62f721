// What needs a person first, then how things stand. Every number leads to the list behind it.

import { useAllRegistries } from '../../api/use-all-rows.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ConnectLink } from '../../components/connect-link.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { lastVisit } from '../../time/last-visit.ts';
import { AttentionPanel } from './attention-panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import { KeyFigures } from './key-figures.tsx';
import { OverviewNote } from './overview-note.tsx';
import { RegistriesPanel } from './registries-panel.tsx';
import { SeverityPanel } from './severity-panel.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { useNewCriticals } from './use-new-criticals.ts';
import { useFixableCriticals, useOldestCritical } from './use-open-criticals.ts';
import './overview.css';

export function OverviewPage() {
  const overview = useOperation('GET /api/overview', {});
  const data = overview.data?.data;
  const since = lastVisit();
  const news = useNewCriticals(since);
  // What stands in lines of the first panel is waited for: coming later it would move all below.
  const isAsking = [useFixableCriticals(), useOldestCritical(), useAllRegistries()].some(
    ({ isPending }) => isPending,
  );
  return (
    <>
      <PageHead
        title="Overview"
        note={data === undefined ? 'Loading …' : <OverviewNote overview={data} />}
        actions={<ConnectLink />}
      />
      {overview.error !== null && data === undefined ? (
        <FailureNotice
          error={overview.error}
          what="The overview could not be read."
          retry={() => void overview.refetch()}
        />
      ) : data === undefined || news === undefined || isAsking ? (
        <section className="panel">
          <Skeleton lines={8} label="Loading the overview …" />
        </section>
      ) : data.registries.total === 0 ? (
        <FirstSteps advisories={data.advisories.state} />
      ) : (
        <>
          <AttentionPanel overview={data} news={news} since={since} />
          <KeyFigures overview={data} />
          <div className="grid-main">
            <div className="stack">
              <TrendPanel />
              <SeverityPanel findings={data.findings} />
            </div>
            <RegistriesPanel />
          </div>
        </>
      )}
    </>
  );
}
