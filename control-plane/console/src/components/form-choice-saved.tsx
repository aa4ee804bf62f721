// A choice that takes effect once it is saved: with the keyboard each step through a list would change it already.
import { useState } from 'react';
import { Button } from './button.tsx';

export function FormChoiceSaved<Value extends string>({
  label,
  value,
  options,
  isSaving,
  onSave,
}: {
  /** For screen readers; what is to be seen stands beside it. */
  readonly label: string;
  /** As it is now. */
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, words: string])[];
  readonly isSaving: boolean;
  readonly onSave: (value: Value) => void;
}) {
  const [chosen, setChosen] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setChosen(value);
  }
  return (
    <form
      className="choice-saved"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(chosen);
      }}
    >
      <select
        className="input"
        aria-label={label}
        value={chosen}
        onChange={(event) => setChosen(event.target.value as Value)}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {chosen === value ? null : (
        <Button type="submit" size="small" kind="primary" busy={isSaving ? 'Saving …' : undefined}>
          Save
        </Button>
      )}
    </form>
  );
}
