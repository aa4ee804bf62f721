// Makes a rule of retention, or changes one; a dry run says first what would go.
import { useState } from 'react';
import { ActionForm } from '../../../components/action-form.tsx';
import { Button } from '../../../components/button.tsx';
import { counted } from '../../../components/counted.ts';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { FormCheck } from '../../../components/form-check.tsx';
import { FormLines } from '../../../components/form-lines.tsx';
import { FormName } from '../../../components/form-name.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { FormText } from '../../../components/form-text.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import {
  isBounded,
  type RetentionForm,
  type RetentionRule,
  retentionForm,
  retentionKinds,
  scopeOf,
} from './retention-form.ts';

/** What decides whether to go on is how much it is; names are examples. */
const namesShownMax = 10;

export function AddRetentionButton() {
  return (
    <DialogButton label="Add rule" title="Add a rule of retention" kind="primary" isWide>
      {(close) => <RetentionDialog close={close} />}
    </DialogButton>
  );
}

export function EditRetentionButton({ rule }: { readonly rule: RetentionRule }) {
  return (
    <DialogButton
      label="Edit"
      size="small"
      describe={`Edit ${rule.name}`}
      title="Rule of retention"
      isWide
    >
      {(close) => <RetentionDialog rule={rule} close={close} />}
    </DialogButton>
  );
}

function RetentionDialog({
  rule,
  close,
}: {
  readonly rule?: RetentionRule;
  readonly close: () => void;
}) {
  const [form, setForm] = useState(() => retentionForm(rule));
  const done = { quiet: true, done: 'Saved', onDone: close };
  const make = useAction('POST /api/retention-rules', done);
  const change = useAction('PUT /api/retention-rules/{id}', done);
  const onChange = (part: Partial<RetentionForm>) => setForm({ ...form, ...part });
  return (
    <ActionForm
      action={rule === undefined ? make : change}
      submit="Save"
      busy="Saving …"
      failed="Nothing was saved."
      isWhole={isBounded(form)}
      close={close}
      onSubmit={() => {
        const body = { name: form.name.trim(), isEnabled: form.isEnabled, ...scopeOf(form) };
        if (rule === undefined) make.mutate({ body });
        else change.mutate({ params: { id: rule.id }, body });
      }}
    >
      <RetentionFields form={form} onChange={onChange} />
      <FormCheck
        label="On: a rule that is off stays and removes nothing"
        checked={form.isEnabled}
        onChange={(isEnabled) => onChange({ isEnabled })}
      />
      <RetentionPreview form={form} />
    </ActionForm>
  );
}

function RetentionFields({
  form,
  onChange,
}: {
  readonly form: RetentionForm;
  readonly onChange: (change: Partial<RetentionForm>) => void;
}) {
  const registries = useRegistryNames();
  return (
    <div className="grid-2">
      <FormName lengthMax={128} value={form.name} onChange={(name) => onChange({ name })} />
      <FormSelect
        label="What goes"
        value={form.kind}
        options={retentionKinds}
        onChange={(kind) => onChange({ kind })}
      />
      <FormLines
        label="Repositories"
        hint="One pattern a line; ** is every one."
        required
        value={form.repositories}
        onChange={(repositories) => onChange({ repositories })}
      />
      <FormSelect
        label="Registry"
        value={form.registryId}
        options={[['', 'All'], ...registries]}
        onChange={(registryId) => onChange({ registryId })}
      />
      <FormText
        label="Older than days"
        type="number"
        min={1}
        max={3_650}
        problem={
          isBounded(form) ? undefined : 'A rule needs an age or a number of the newest to keep.'
        }
        value={form.olderThanDays}
        onChange={(olderThanDays) => onChange({ olderThanDays })}
      />
      <FormText
        label="Keep the newest of each repository"
        type="number"
        min={0}
        max={100_000}
        placeholder="none in particular"
        value={form.keepNewest}
        onChange={(keepNewest) => onChange({ keepNewest })}
      />
    </div>
  );
}

function RetentionPreview({ form }: { readonly form: RetentionForm }) {
  const preview = useAction('POST /api/retention-rules/preview', { quiet: true });
  const result = preview.data?.data;
  return (
    <div className="stack-tight">
      <div className="row">
        <Button
          disabled={!isBounded(form)}
          busy={preview.isPending ? 'Counting …' : undefined}
          onClick={() => preview.mutate({ body: scopeOf(form) })}
        >
          Dry run
        </Button>
        <span className="hint">How much would go now; nothing is removed.</span>
      </div>
      {preview.error === null ? null : (
        <FailureNotice error={preview.error} what="It could not be counted." />
      )}
      <div className="small stack-tight" aria-live="polite">
        {result === undefined ? null : (
          <>
            <b>
              {result.total === 0 ? 'Nothing would go' : `${counted(result.total, 'row')} would go`}
            </b>
            <ul className="tiny mono muted">
              {result.names.slice(0, namesShownMax).map((name) => (
                <li key={name} className="wrap">
                  {name}
                </li>
              ))}
            </ul>
            {result.total > namesShownMax ? (
              <span className="tiny muted">
                and {(result.total - namesShownMax).toLocaleString('en')} more
              </span>
            ) : null}
          </>
        )}
      </div>
    </div>
  );
}
