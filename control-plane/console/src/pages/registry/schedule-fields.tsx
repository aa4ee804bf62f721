// When to look for changes: one of the usual rhythms, or a cron expression in a time zone.
import { FormSelect } from '../../components/form-select.tsx';
import { FormText } from '../../components/form-text.tsx';
import type { Registry } from './registry.ts';
import { scheduleChoices } from './registry-form.ts';

export interface ScheduleForm {
  readonly schedule: Registry['schedule'];
  readonly cronExpression: string;
  readonly timeZone: string;
}

export function scheduleForm({ schedule, cron }: Registry): ScheduleForm {
  return {
    schedule,
    cronExpression: cron?.expression ?? '0 3 * * *',
    timeZone: cron?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

export function scheduleBody({ schedule, cronExpression, timeZone }: ScheduleForm) {
  const cron = { expression: cronExpression.trim(), timeZone: timeZone.trim() };
  return { schedule, ...(schedule === 'cron' ? { cron } : {}) };
}

export function ScheduleFields({
  form,
  onChange,
}: {
  readonly form: ScheduleForm;
  readonly onChange: (change: Partial<ScheduleForm>) => void;
}) {
  return (
    <>
      <FormSelect
        label="Look for changes"
        value={form.schedule}
        options={scheduleChoices}
        onChange={(schedule) => onChange({ schedule })}
      />
      {form.schedule === 'cron' ? (
        <div className="grid-2">
          <FormText
            label="Cron expression"
            hint="Minute, hour, day, month, weekday: 0 3 * * 1-5 is at three on working days."
            required
            maxLength={100}
            value={form.cronExpression}
            onChange={(cronExpression) => onChange({ cronExpression })}
          />
          <FormText
            label="Time zone"
            hint="Such as Europe/Berlin or UTC."
            required
            maxLength={60}
            list="time-zones"
            value={form.timeZone}
            onChange={(timeZone) => onChange({ timeZone })}
          />
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
      ) : null}
    </>
  );
}
