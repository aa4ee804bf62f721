// Makes a rule, or changes one; before it is saved it says which of the last events it would have told.
import { useState } from 'react';
import { ActionForm } from '../../../components/action-form.tsx';
import { Button } from '../../../components/button.tsx';
import { counted } from '../../../components/counted.ts';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { FormCheck } from '../../../components/form-check.tsx';
import { FormName } from '../../../components/form-name.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { SeverityBadge } from '../../../components/severity-badge.tsx';
import { useAction } from '../../../components/use-action.ts';
import type { Channel } from './channel-form.ts';
import { RuleConditions, RuleTimes } from './rule-fields.tsx';
import { filterOf, type NotificationRule, type RuleForm, ruleBody, ruleForm } from './rule-form.ts';

/** The newest tell enough. */
const eventsShownMax = 10;

export function AddRuleButton({ channels }: { readonly channels: readonly Channel[] }) {
  return (
    <DialogButton
      label="Add rule"
      title="Add a rule"
      kind="primary"
      isWide
      disabled={channels.length === 0}
    >
      {(close) => <RuleDialog channels={channels} close={close} />}
    </DialogButton>
  );
}

export function EditRuleButton({
  rule,
  channels,
}: {
  readonly rule: NotificationRule;
  readonly channels: readonly Channel[];
}) {
  return (
    <DialogButton
      label="Edit"
      size="small"
      describe={`Edit ${rule.name}`}
      title="Rule of notifications"
      isWide
    >
      {(close) => <RuleDialog rule={rule} channels={channels} close={close} />}
    </DialogButton>
  );
}

function RuleDialog({
  rule,
  channels,
  close,
}: {
  readonly rule?: NotificationRule;
  readonly channels: readonly Channel[];
  readonly close: () => void;
}) {
  const [form, setForm] = useState(() => ruleForm(rule, channels[0]?.id ?? ''));
  const done = { quiet: true, done: 'Saved', onDone: close };
  const make = useAction('POST /api/notification-rules', done);
  const change = useAction('PUT /api/notification-rules/{id}', done);
  const onChange = (part: Partial<RuleForm>) => setForm({ ...form, ...part });
  return (
    <ActionForm
      action={rule === undefined ? make : change}
      submit="Save"
      busy="Saving …"
      failed="Nothing was saved."
      close={close}
      onSubmit={() => {
        const body = ruleBody(form);
        if (rule === undefined) make.mutate({ body });
        else change.mutate({ params: { id: rule.id }, body });
      }}
    >
      <div className="grid-2">
        <FormName lengthMax={128} value={form.name} onChange={(name) => onChange({ name })} />
        <FormSelect
          label="Channel"
          value={form.channelId}
          options={channels.map(({ id, name }) => [id, name] as const)}
          onChange={(channelId) => onChange({ channelId })}
        />
      </div>
      <RuleConditions form={form} onChange={onChange} />
      <RuleTimes form={form} onChange={onChange} />
      <FormCheck
        label="On"
        checked={form.isEnabled}
        onChange={(isEnabled) => onChange({ isEnabled })}
      />
      <RulePreview form={form} />
    </ActionForm>
  );
}

function RulePreview({ form }: { readonly form: RuleForm }) {
  const preview = useAction('POST /api/notification-rules/preview', { quiet: true });
  const result = preview.data?.data;
  return (
    <div className="stack-tight">
      <div className="row">
        <Button
          busy={preview.isPending ? 'Looking …' : undefined}
          onClick={() => preview.mutate({ body: filterOf(form) })}
        >
          Try it
        </Button>
        <span className="hint">Which of the last events it would have told; nothing is sent.</span>
      </div>
      {preview.error === null ? null : (
        <FailureNotice error={preview.error} what="It could not be tried." />
      )}
      <div className="small stack-tight" aria-live="polite">
        {result === undefined ? null : (
          <>
            <b>
              {result.matched.length.toLocaleString('en')} of the last{' '}
              {counted(result.lookedAt, 'event')}
            </b>
            <ul className="stack-tight">
              {result.matched.slice(0, eventsShownMax).map((event) => (
                <li key={`${event.occurredAt} ${event.title}`} className="row tiny">
                  <SeverityBadge severity={event.severity} />
                  <span className="wrap">{event.title}</span>
                  <span className="muted">
                    <RelativeTime at={event.occurredAt} />
                  </span>
                </li>
              ))}
            </ul>
            {result.matched.length > eventsShownMax ? (
              <span className="tiny muted">
                and {result.matched.length - eventsShownMax} more before them
              </span>
            ) : null}
          </>
        )}
      </div>
    </div>
  );
}
