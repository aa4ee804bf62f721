// What people call the thing they make.
import { FormText } from './form-text.tsx';

export function FormName({
  value,
  hint,
  lengthMax,
  onChange,
}: {
  readonly value: string;
  readonly hint?: string;
  /** Of the API. */
  readonly lengthMax: 100 | 128;
  readonly onChange: (name: string) => void;
}) {
  return (
    <FormText
      label="Name"
      {...(hint === undefined ? {} : { hint })}
      autoComplete="off"
      required
      maxLength={lengthMax}
      value={value}
      onChange={onChange}
    />
  );
}
