// A dry run of a rule as it is stored.
import { useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { DialogButton } from '../../components/dialog-button.tsx';
import { DryRunResult } from './dry-run-result.tsx';
import { type Policy, policyDraft, policyForm } from './policy-form.ts';

export function DryRunButton({ policy }: { readonly policy: Policy }) {
  const draft = useMemo(() => policyDraft(policyForm(policy)), [policy]);
  return (
    <DialogButton
      label="Dry run"
      size="small"
      describe={`Dry run of ${policy.name}`}
      title={`Dry run of ${policy.name}`}
    >
      {(close) => (
        <>
          <DryRunResult draft={draft} replaces={policy.id} />
          <div className="row">
            <Button onClick={close}>Close</Button>
          </div>
        </>
      )}
    </DialogButton>
  );
}
