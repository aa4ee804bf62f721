// A labelled field of a form with its hint, around whatever takes the value.
import { type ReactNode, useId } from 'react';

export function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint: string | undefined;
  /** Takes what ties it to its label and its hint. */
  readonly children: (tied: {
    readonly id: string;
    readonly className: 'input';
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input',
        'aria-describedby': hint === undefined ? undefined : hintId,
      })}
      {hint === undefined ? null : (
        <span id={hintId} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
