// One severity as a word on its colour.
import type { Severity } from './severity.ts';

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return (
    <span className="severity" data-severity={severity}>
      {severity}
    </span>
  );
}
