// Makes a policy, or changes one. A dry run of what is typed says first what it would change.
import { useState } from 'react';
import { ActionForm } from '../../components/action-form.tsx';
import { Button } from '../../components/button.tsx';
import { DialogButton } from '../../components/dialog-button.tsx';
import { FormCheck } from '../../components/form-check.tsx';
import { FormName } from '../../components/form-name.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { useAction } from '../../components/use-action.ts';
import { DryRunResult } from './dry-run-result.tsx';
import { FindingConditions, ImageConditions, ScopeFields } from './policy-fields.tsx';
import {
  hasCondition,
  type Policy,
  type PolicyDraft,
  type PolicyForm,
  policyDraft,
  policyForm,
} from './policy-form.ts';

const effects = [
  ['block', 'Block the image'],
  ['warn', 'Warn of the image'],
] as const;
const unknowns = [
  ['warn', 'Warn'],
  ['block', 'Block'],
  ['pass', 'Let it pass'],
] as const;

export function AddPolicyButton() {
  return (
    <DialogButton label="Add rule" title="Add a rule" kind="primary" isWide>
      {(close) => <PolicyDialog close={close} />}
    </DialogButton>
  );
}

export function EditPolicyButton({ policy }: { readonly policy: Policy }) {
  return (
    <DialogButton
      label="Edit"
      size="small"
      describe={`Edit ${policy.name}`}
      title="Change a rule"
      isWide
    >
      {(close) => <PolicyDialog policy={policy} close={close} />}
    </DialogButton>
  );
}

function PolicyDialog({ policy, close }: { readonly policy?: Policy; readonly close: () => void }) {
  const [form, setForm] = useState(() => policyForm(policy));
  const [tried, setTried] = useState<PolicyDraft>();
  const done = { quiet: true, done: 'Saved; the images are judged anew', onDone: close };
  const make = useAction('POST /api/policies', done);
  const change = useAction('PUT /api/policies/{id}', done);
  const isWhole = form.name.trim() !== '' && hasCondition(form);
  const onChange = (part: Partial<PolicyForm>) => setForm({ ...form, ...part });
  return (
    <ActionForm
      action={policy === undefined ? make : change}
      submit="Save"
      busy="Saving …"
      failed="Nothing was saved."
      isWhole={isWhole}
      besides={
        <Button disabled={!isWhole} onClick={() => setTried(policyDraft(form))}>
          Dry run
        </Button>
      }
      close={close}
      onSubmit={() => {
        const body = { ...policyDraft(form), enabled: form.enabled };
        if (policy === undefined) make.mutate({ body });
        else change.mutate({ params: { id: policy.id }, body });
      }}
    >
      <div className="grid-3">
        <FormName lengthMax={100} value={form.name} onChange={(name) => onChange({ name })} />
        <FormSelect
          label="What it does"
          value={form.effect}
          options={effects}
          onChange={(effect) => onChange({ effect })}
        />
        <FormSelect
          label="When a fact is missing"
          value={form.unknown}
          options={unknowns}
          onChange={(unknown) => onChange({ unknown })}
        />
      </div>
      <FindingConditions form={form} onChange={onChange} />
      <ImageConditions form={form} onChange={onChange} />
      <ScopeFields form={form} onChange={onChange} />
      <FormCheck label="On" checked={form.enabled} onChange={(enabled) => onChange({ enabled })} />
      {hasCondition(form) ? null : <p className="problem">A rule needs a condition.</p>}
      {tried === undefined ? null : (
        <section className="stack-tight" aria-label="Dry run">
          <h3>Dry run: today’s images with this rule</h3>
          <DryRunResult draft={tried} replaces={policy?.id} />
        </section>
      )}
    </ActionForm>
  );
}
