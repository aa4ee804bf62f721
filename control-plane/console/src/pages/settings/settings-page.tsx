// What concerns the whole organisation: who works here, their keys, who is told of what, what is forgotten, whose
// signatures count, the advisories, and what everybody did.
import { getRouteApi } from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import { PageHead } from '../../components/page-head.tsx';
import { TabLinks } from '../../components/tab-links.tsx';
import { AdvisoriesTab } from './advisories-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import { NotificationsTab } from './notifications/notifications-tab.tsx';
import { RetentionTab } from './retention/retention-tab.tsx';
import { SignaturesTab } from './signatures/signatures-tab.tsx';
import './settings.css';

const route = getRouteApi('/settings');

const parts: readonly (readonly [string, string, FunctionComponent])[] = [
  ['members', 'Members', MembersTab],
  ['keys', 'API keys', KeysTab],
  ['notifications', 'Notifications', NotificationsTab],
  ['signatures', 'Signatures', SignaturesTab],
  ['retention', 'Retention', RetentionTab],
  ['advisories', 'Advisories', AdvisoriesTab],
  ['audit', 'Audit', AuditTab],
  ['general', 'General', GeneralTab],
];

export function SettingsPage() {
  const { tab = 'members' } = route.useSearch();
  const navigate = route.useNavigate();
  const [, , Part] = parts.find(([name]) => name === tab) ?? ['', '', MembersTab];
  return (
    <>
      <PageHead title="Settings" note="People, keys, notifications, trust, and the audit log" />
      <section className="panel settings-part" aria-label="Settings">
        <TabLinks
          label="Parts of the settings"
          chosen={tab}
          tabs={parts.map(([name, words]) => [name, words] as const)}
          onChoose={(next) => void navigate({ search: { tab: next }, replace: true })}
        />
        <Part />
      </section>
    </>
  );
}
