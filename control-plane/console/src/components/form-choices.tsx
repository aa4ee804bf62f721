// Some of many in a form, each to be ticked; none ticked means all.
import { useId } from 'react';

export function FormChoices<Value extends string>({
  label,
  hint,
  options,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly options: readonly (readonly [value: Value, words: string])[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: readonly Value[]) => void;
}) {
  const hintId = useId();
  return (
    <fieldset className="choices" aria-describedby={hintId}>
      <legend>{label}</legend>
      <ul className="choices-list">
        {options.map(([value, words]) => (
          <li key={value}>
            <label className="check-field small">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked
                      ? [...chosen, value]
                      : chosen.filter((each) => each !== value),
                  )
                }
              />
              <span className="wrap">{words}</span>
            </label>
          </li>
        ))}
      </ul>
      <span id={hintId} className="hint">
        {hint}
      </span>
    </fieldset>
  );
}
