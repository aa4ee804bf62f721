// The fields of a rule: what is told, where from, and when.
import { FormCheck } from '../../../components/form-check.tsx';
import { FormChoices } from '../../../components/form-choices.tsx';
import { FormLines } from '../../../components/form-lines.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { FormText } from '../../../components/form-text.tsx';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import { eventChoices } from './event-words.ts';
import type { RuleForm } from './rule-form.ts';

interface FieldsProps {
  readonly form: RuleForm;
  readonly onChange: (change: Partial<RuleForm>) => void;
}

const severityChoices = [
  ['critical', 'Critical'],
  ['high', 'High or graver'],
  ['medium', 'Medium or graver'],
  ['low', 'Low or graver'],
  ['unknown', 'All'],
] as const;
const digestChoices = [
  ['realtime', 'At once'],
  ['hourly', 'Gathered, every hour'],
  ['daily', 'Gathered, every day'],
] as const;

export function RuleConditions({ form, onChange }: FieldsProps) {
  const registries = useRegistryNames();
  return (
    <>
      <FormChoices
        label="News"
        hint="None ticked: all of it."
        options={eventChoices}
        chosen={form.events}
        onChange={(events) => onChange({ events })}
      />
      <div className="grid-2">
        <FormSelect
          label="Severity"
          value={form.severity}
          options={severityChoices}
          onChange={(severity) => onChange({ severity })}
        />
        <FormLines
          label="Repositories"
          hint="One pattern a line, such as payments/**; none: all."
          value={form.repositories}
          onChange={(repositories) => onChange({ repositories })}
        />
      </div>
      {registries.size < 2 ? null : (
        <FormChoices
          label="Registries"
          hint="None ticked: all of them."
          options={[...registries]}
          chosen={form.registryIds}
          onChange={(registryIds) => onChange({ registryIds })}
        />
      )}
      <div className="row">
        <FormCheck
          label="Only what the repository did not have before"
          checked={form.onlyNew}
          onChange={(onlyNew) => onChange({ onlyNew })}
        />
        <FormCheck
          label="Only findings with a fix"
          checked={form.onlyFixable}
          onChange={(onlyFixable) => onChange({ onlyFixable })}
        />
      </div>
    </>
  );
}

export function RuleTimes({ form, onChange }: FieldsProps) {
  return (
    <>
      <div className="grid-3">
        <FormSelect
          label="Told"
          value={form.digest}
          options={digestChoices}
          onChange={(digest) => onChange({ digest })}
        />
        {form.digest === 'daily' ? (
          <Time label="At" value={form.digestAt} onChange={(digestAt) => onChange({ digestAt })} />
        ) : null}
        {form.digest === 'daily' || form.isQuiet ? (
          <FormText
            label="Time zone"
            required
            maxLength={64}
            value={form.timeZone}
            onChange={(timeZone) => onChange({ timeZone })}
          />
        ) : null}
      </div>
      <FormCheck
        label="Quiet hours: news is held until they are over"
        checked={form.isQuiet}
        onChange={(isQuiet) => onChange({ isQuiet })}
      />
      {form.isQuiet ? (
        <>
          <div className="grid-3">
            <Time
              label="Quiet from"
              value={form.quietFrom}
              onChange={(quietFrom) => onChange({ quietFrom })}
            />
            <Time
              label="Quiet until"
              value={form.quietUntil}
              onChange={(quietUntil) => onChange({ quietUntil })}
            />
          </div>
          <FormCheck
            label="Critical news is told all the same"
            checked={form.criticalPasses}
            onChange={(criticalPasses) => onChange({ criticalPasses })}
          />
        </>
      ) : null}
    </>
  );
}

function Time({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return <FormText label={label} type="time" required value={value} onChange={onChange} />;
}
