// A labelled field of a form with its hint and what is wrong with it, around whatever takes the value.
import { type ReactNode, useId } from 'react';

export function Field({
  label,
  hint,
  problem,
  children,
}: {
  readonly label: string;
  readonly hint: string | undefined;
  /** Undefined where nothing is wrong. */
  readonly problem?: string | undefined;
  /** Takes what ties it to its label and its words. */
  readonly children: (tied: {
    readonly id: string;
    readonly className: 'input';
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const described = [
    ...(hint === undefined ? [] : [hintId]),
    ...(problem === undefined ? [] : [problemId]),
  ];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input',
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {hint === undefined ? null : (
        <span id={hintId} className="hint">
          {hint}
        </span>
      )}
      {problem === undefined ? null : (
        <span id={problemId} className="problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
