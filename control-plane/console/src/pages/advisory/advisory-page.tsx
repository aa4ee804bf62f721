// One advisory, by any of its names: what it is, how urgent, which packages, what fixes it, and every place it is found in.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { AcceptAdvisoryButton } from './accept-advisory-button.tsx';
import { AdvisoryFacts } from './advisory-facts.tsx';
import { AdvisoryPlaces } from './advisory-places.tsx';
import './advisory.css';

const route = getRouteApi('/advisories/$id');

export function AdvisoryPage() {
  const { id } = route.useParams();
  const groups = useOperation('GET /api/findings/by-advisory', {
    query: { cve: id, state: 'all', limit: 50 },
  });
  const open = useOperation('GET /api/findings/by-advisory', { query: { cve: id, limit: 50 } });
  const isWhole = groups.data !== undefined && open.data !== undefined;
  const error = groups.error ?? open.error;
  return (
    <>
      <PageHead
        title={id}
        note={groups.data?.data[0]?.summary}
        actions={
          <>
            <CopyButton text={id} label="Copy name" what={id} />
            <AcceptAdvisoryButton advisory={id} />
          </>
        }
      />
      {error !== null && !isWhole ? (
        <FailureNotice
          error={error}
          what="The advisory could not be read."
          retry={() => {
            void groups.refetch();
            void open.refetch();
          }}
        />
      ) : null}
      {isWhole ? (
        <AdvisoryFacts id={id} groups={groups.data.data} open={open.data.data} />
      ) : error === null ? (
        <section className="panel">
          <Skeleton lines={4} label="Loading the advisory …" />
        </section>
      ) : null}
      <AdvisoryPlaces id={id} />
    </>
  );
}
