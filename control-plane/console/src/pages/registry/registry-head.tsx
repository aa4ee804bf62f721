// The name of the registry, how it does, and what is done most.
import { Allowed } from '../../components/allowed.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { HealthBar } from '../../components/health-bar.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProviderMark, providerName } from '../../components/provider-mark.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { SyncButton } from '../../components/sync-button.tsx';
import type { Registry } from './registry.ts';
import { TestButton } from './test-button.tsx';

export function RegistryHead({ registry }: { readonly registry: Registry }) {
  const { id, name, url, provider, status, lastSyncAt, nextSyncAt } = registry;
  return (
    <PageHead
      title={name}
      note={
        <div className="stack-tight">
          <div className="row">
            <ProviderMark provider={provider} />
            <span>{providerName(provider)}</span>
            <span className="mono">{url}</span>
          </div>
          <div className="row">
            <StatusPill status={status} />
            <HealthBar syncs={registry.recentSyncs} health={registry.health} />
            {registry.health === null ? null : (
              <span className="number">health {registry.health}</span>
            )}
            <span>
              {lastSyncAt === null ? (
                'never synced'
              ) : (
                <>
                  synced <RelativeTime at={lastSyncAt} />
                </>
              )}
              {nextSyncAt === null ? null : (
                <>
                  , next <RelativeTime at={nextSyncAt} />
                </>
              )}
            </span>
          </div>
        </div>
      }
      actions={
        <>
          <ButtonLink to="/images" search={{ registry: id }}>
            Images
          </ButtonLink>
          <ButtonLink to="/findings" search={{ registry: id }}>
            Findings
          </ButtonLink>
          <Allowed needs="developer" what="Testing and syncing" reach="registry">
            <TestButton registryId={id} />
            <SyncButton
              registryId={id}
              name={name}
              isSyncing={status === 'SYNCING'}
              kind="primary"
            />
          </Allowed>
        </>
      }
    />
  );
}
