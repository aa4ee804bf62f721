// Several lines of text in a form, labelled.
import type { TextareaHTMLAttributes } from 'react';
import { Field } from './field.tsx';

export function FormLines({
  label,
  hint,
  problem,
  value,
  onChange,
  ...rest
}: {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
} & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value' | 'id' | 'className'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(tied) => (
        <textarea
          rows={2}
          spellCheck={false}
          {...rest}
          {...tied}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
