// How many tags of each repository are looked at, and how old they may be.
import { FormText } from '../../components/form-text.tsx';
import type { Registry } from './registry.ts';

/** Empty: no limit. */
export interface TagLimitsForm {
  readonly newestTags: string;
  readonly maxAgeDays: string;
}

export function tagLimitsForm({ filters }: Registry): TagLimitsForm {
  const { newestTags, maxAgeDays } = filters;
  return { newestTags: textOf(newestTags), maxAgeDays: textOf(maxAgeDays) };
}

export function tagLimitsBody({ newestTags, maxAgeDays }: TagLimitsForm) {
  return {
    ...(newestTags.trim() === '' ? {} : { newestTags: Number(newestTags) }),
    ...(maxAgeDays.trim() === '' ? {} : { maxAgeDays: Number(maxAgeDays) }),
  };
}

export function TagLimits({
  form,
  onChange,
}: {
  readonly form: TagLimitsForm;
  readonly onChange: (change: Partial<TagLimitsForm>) => void;
}) {
  return (
    <>
      <FormText
        label="Only so many newest tags of each repository"
        hint="Empty: all of them. Names without a number are always kept."
        type="number"
        min={1}
        max={10_000}
        value={form.newestTags}
        onChange={(newestTags) => onChange({ newestTags })}
      />
      <FormText
        label="Only tags pushed within so many days"
        hint="Empty: whatever their age. Tags whose push the registry does not date are kept."
        type="number"
        min={1}
        max={36_500}
        value={form.maxAgeDays}
        onChange={(maxAgeDays) => onChange({ maxAgeDays })}
      />
    </>
  );
}

function textOf(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}
