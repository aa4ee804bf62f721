// A connection as the audit log shows it: everything that was chosen, nothing that opens anything.
import type { AuditFacts } from '../audit/audit-event.ts';
import type { Registry } from './registry-store.ts';

export function registryFacts(registry: Registry): AuditFacts {
  const { name, provider, url, scanMethod, schedule, allowPlainHttp, revision } = registry;
  return {
    ...{ name, provider, url, scanMethod, schedule, allowPlainHttp, revision },
    filters: JSON.stringify(registry.filters),
    cron: registry.cron === undefined ? undefined : JSON.stringify(registry.cron),
    blackouts: JSON.stringify(registry.blackouts),
    isPaused: registry.pausedAt !== undefined,
    hasCredential: registry.hasCredential,
    hasCa: registry.caPem !== undefined,
  };
}
