// One registry: how it does and why, its syncs, what it holds, how it tells of pushes, and how it is set up.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ownConditions } from '../../components/own-conditions.ts';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { TabLinks } from '../../components/tab-links.tsx';
import { ConditionsList } from './conditions-list.tsx';
import { PushTab } from './push-tab.tsx';
import { RegistryHead } from './registry-head.tsx';
import { RepositoriesTab } from './repositories-tab.tsx';
import { SensorsPanel } from './sensors-panel.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { SyncsTab } from './syncs-tab.tsx';
import './registry.css';

const route = getRouteApi('/registries/$id');

export function RegistryPage() {
  const { id } = route.useParams();
  const { tab = 'syncs' } = route.useSearch();
  const navigate = route.useNavigate();
  const answer = useOperation('GET /api/registries/{id}', { params: { id } });
  const registry = answer.data?.data;
  if (registry === undefined) {
    return (
      <>
        <PageHead title="Registry" />
        {answer.error === null ? (
          <section className="panel">
            <Skeleton lines={8} label="Loading the registry …" />
          </section>
        ) : (
          <FailureNotice
            error={answer.error}
            what="The registry could not be read."
            retry={() => void answer.refetch()}
          />
        )}
      </>
    );
  }
  return (
    <>
      <RegistryHead registry={registry} />
      <ConditionsList conditions={ownConditions(registry)} status={registry.status} />
      <div className="grid-main">
        <section className="panel" aria-label="Details">
          <TabLinks
            label="Details of the registry"
            chosen={tab}
            tabs={[
              ['syncs', 'Syncs'],
              ['repositories', 'Repositories'],
              ['push', 'Push events'],
              ['settings', 'Settings'],
            ]}
            onChoose={(next) => void navigate({ search: { tab: next }, replace: true })}
          />
          {tab === 'syncs' ? <SyncsTab registry={registry} /> : null}
          {tab === 'repositories' ? <RepositoriesTab id={id} /> : null}
          {tab === 'push' ? <PushTab id={id} /> : null}
          {/* Another revision is another form. */}
          {tab === 'settings' ? <SettingsTab key={registry.revision} registry={registry} /> : null}
        </section>
        <SensorsPanel registry={registry} />
      </div>
    </>
  );
}
