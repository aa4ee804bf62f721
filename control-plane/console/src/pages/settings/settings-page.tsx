// What concerns the whole organisation: who works here, their keys, the advisories, and what everybody did.
import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../../components/page-head.tsx';
import { TabLinks } from '../../components/tab-links.tsx';
import { AdvisoriesTab } from './advisories-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import './settings.css';

const route = getRouteApi('/settings');

export function SettingsPage() {
  const { tab = 'members' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title="Settings" note="People, keys, advisories and what was done" />
      <section className="panel" aria-label="Settings">
        <TabLinks
          label="Parts of the settings"
          chosen={tab}
          tabs={[
            ['members', 'Members'],
            ['keys', 'API keys'],
            ['advisories', 'Advisories'],
            ['audit', 'Audit'],
          ]}
          onChoose={(next) => void navigate({ search: { tab: next }, replace: true })}
        />
        {tab === 'members' ? <MembersTab /> : null}
        {tab === 'keys' ? <KeysTab /> : null}
        {tab === 'advisories' ? <AdvisoriesTab /> : null}
        {tab === 'audit' ? <AuditTab /> : null}
      </section>
    </>
  );
}
