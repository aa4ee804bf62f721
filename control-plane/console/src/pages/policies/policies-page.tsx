// The rules images are judged by, how the images stand, and what was accepted until when.
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ExceptionsPanel } from './exceptions-panel.tsx';
import { PolicyRow } from './policy-row.tsx';
import { VerdictFigures } from './verdict-figures.tsx';
import './policies.css';

export function PoliciesPage() {
  const policies = useOperation('GET /api/policies', {});
  const rules = policies.data?.data ?? [];
  return (
    <>
      <PageHead title="Policies" note="What no image may have, and what is accepted for a while" />
      <div className="stack">
        <VerdictFigures />
        <Panel
          title="Rules"
          flush
          note="Each is judged at every image, at once when something changes"
          actions={<RoleNote needs="developer" what="A dry run" />}
        >
          {policies.isPending ? <Skeleton lines={4} label="Loading policies …" /> : null}
          {policies.isError ? (
            <FailureNotice
              error={policies.error}
              what="The policies could not be read."
              retry={() => void policies.refetch()}
            />
          ) : null}
          {policies.isSuccess && rules.length === 0 ? (
            <EmptyState title="No rule yet">
              Without a rule every image passes. POST /api/policies makes one; a dry run says first
              what it would change.
            </EmptyState>
          ) : null}
          <ul>
            {rules.map((policy) => (
              <PolicyRow key={policy.id} policy={policy} />
            ))}
          </ul>
        </Panel>
        <ExceptionsPanel />
      </div>
    </>
  );
}
