// A line of text in a form, labelled.
import type { InputHTMLAttributes } from 'react';
import { Field } from './field.tsx';

export function FormText({
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
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'id' | 'className'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(tied) => (
        <input
          {...rest}
          {...tied}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
