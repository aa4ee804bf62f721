// One image: which step of its build brought what, its findings, its packages, and where it is.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { totalOf } from '../../components/severity.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { TabLinks } from '../../components/tab-links.tsx';
import { FactsTab } from './facts-tab.tsx';
import { FindingsTab } from './findings-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { ImageHead } from './image-head.tsx';
import { ImageRemarks } from './image-remarks.tsx';
import { LayersPanel } from './layers-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { PackagesTab } from './packages-tab.tsx';
import { PlacesTab } from './places-tab.tsx';
import { SignaturesTab } from './signatures-tab.tsx';
import './image.css';

const route = getRouteApi('/images/$digest');

export function ImagePage() {
  const { digest } = route.useParams();
  const { tab = 'findings' } = route.useSearch();
  const navigate = route.useNavigate();
  const answer = useOperation('GET /api/images/{digest}', { params: { digest } });
  const image = answer.data?.data;
  if (image === undefined) {
    return (
      <>
        <PageHead title="Image" note={<span className="mono">{digest}</span>} />
        {answer.error === null ? (
          <section className="panel">
            <Skeleton lines={10} label="Loading the image …" />
          </section>
        ) : (
          <FailureNotice
            error={answer.error}
            what="The image could not be read."
            retry={() => void answer.refetch()}
          />
        )}
      </>
    );
  }
  return (
    <>
      <ImageHead image={image} />
      <ImageRemarks image={image} />
      {image.members.length === 0 ? null : <MembersPanel members={image.members} />}
      {image.layers.length === 0 ? null : <LayersPanel layers={image.layers} />}
      <section className="panel" aria-label="Details">
        <TabLinks
          label="Details of the image"
          chosen={tab}
          tabs={[
            ['findings', `Findings ${totalOf(image.findings).toLocaleString('en')}`],
            ['packages', `Packages ${image.packages.toLocaleString('en')}`],
            ['facts', 'Secrets and configuration'],
            ['signatures', `Signatures and attachments ${image.attachments.length}`],
            ['places', `Where it is ${image.places.length}`],
            ['history', 'History of the tag'],
          ]}
          onChoose={(next) => void navigate({ search: { tab: next }, replace: true })}
        />
        {tab === 'packages' ? <PackagesTab digest={digest} /> : null}
        {tab === 'places' ? <PlacesTab image={image} /> : null}
        {tab === 'facts' ? <FactsTab digest={digest} /> : null}
        {tab === 'signatures' ? <SignaturesTab image={image} /> : null}
        {tab === 'history' ? <HistoryTab image={image} /> : null}
        {tab === 'findings' ? <FindingsTab image={image} /> : null}
      </section>
    </>
  );
}
