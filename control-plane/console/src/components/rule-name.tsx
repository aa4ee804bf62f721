// The name of a rule in a list, whether it is off, and what it says in words.
import { Pill } from './status-pill.tsx';

export function RuleName({
  name,
  isEnabled,
  words,
}: {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly words: string;
}) {
  return (
    <span className="stack-tight">
      <span className="row">
        <span className="name">{name}</span>
        {isEnabled ? null : <Pill tone="wait">off</Pill>}
      </span>
      <span className="tiny muted wrap">{words}</span>
    </span>
  );
}
