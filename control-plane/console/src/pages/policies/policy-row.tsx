// One rule in its own words, what it would do today, and the way to change it.
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import { DryRunButton } from './dry-run-button.tsx';
import { EditPolicyButton } from './policy-dialog.tsx';
import { type Policy, policyDraft, policyForm } from './policy-form.ts';

export function PolicyRow({ policy }: { readonly policy: Policy }) {
  const caller = useCaller();
  return (
    <li className="row policy-row">
      <span className="stack-tight">
        <span className="row">
          <b className="name">{policy.name}</b>
          {policy.enabled ? (
            <Pill tone={policy.effect === 'block' ? 'bad' : 'warn'}>
              {policy.effect === 'block' ? 'blocks' : 'warns'}
            </Pill>
          ) : (
            <Pill tone="wait">off</Pill>
          )}
        </span>
        <span className="small muted wrap">{policy.words}</span>
      </span>
      {caller.may('developer') ? <DryRunButton policy={policy} /> : null}
      {caller.may('admin') ? <PolicyChanges policy={policy} /> : null}
    </li>
  );
}

function PolicyChanges({ policy }: { readonly policy: Policy }) {
  const { id, name, enabled } = policy;
  const change = useAction('PUT /api/policies/{id}', {
    done: enabled ? `${name} is off` : `${name} is on`,
  });
  const remove = useAction('DELETE /api/policies/{id}', { done: `${name} is removed` });
  const words = enabled ? 'Turn off' : 'Turn on';
  return (
    <>
      <EditPolicyButton policy={policy} />
      <Button
        size="small"
        aria-label={`${words}: ${name}`}
        busy={change.isPending ? 'Saving …' : undefined}
        onClick={() =>
          change.mutate({
            params: { id },
            body: { ...policyDraft(policyForm(policy)), enabled: !enabled },
          })
        }
      >
        {words}
      </Button>
      <ConfirmButton
        label="Remove"
        describe={`Remove ${name}`}
        title={`Remove ${name}?`}
        note="No image is judged by it any more, at the gate too."
        busy={remove.isPending ? 'Removing …' : undefined}
        onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
      />
    </>
  );
}
