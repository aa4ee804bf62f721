// The rules images are judged by, how the images stand, and what was accepted until when.
import { download } from '../../api/call.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { saveFile } from '../../components/save-file.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { ExceptionsPanel } from './exceptions-panel.tsx';
import { AddPolicyButton } from './policy-dialog.tsx';
import { PolicyRow } from './policy-row.tsx';
import { VerdictFigures } from './verdict-figures.tsx';
import './policies.css';

export function PoliciesPage() {
  const caller = useCaller();
  const mayRead = caller.may('viewer');
  const policies = useOperation('GET /api/policies', {}, { enabled: mayRead });
  const rules = policies.data?.data ?? [];
  if (caller.role !== undefined && !mayRead) {
    return (
      <>
        <PageHead title="Policies" />
        <RoleNote needs="viewer" what="Reading policies" />
      </>
    );
  }
  return (
    <>
      <PageHead title="Policies" note="What no image may have, and what is accepted for a while" />
      <div className="stack">
        <VerdictFigures />
        <Panel
          title="Rules"
          flush
          note="Each is judged at every image, at once when something changes"
          actions={
            <>
              <Button
                onClick={() =>
                  void saveFile(download('GET /api/policies/export', {}), 'policies.json')
                }
              >
                Export
              </Button>
              <Allowed needs="admin" what="Changing rules">
                <AddPolicyButton />
              </Allowed>
            </>
          }
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
              Without a rule every image passes. Whoever adds one can try it first: a dry run says
              what it would change, and changes nothing.
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
