// One rule in its own words, and what it would do today.
import type { RowOf } from '../../api/call.ts';
import { Pill } from '../../components/status-pill.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { DryRunButton } from './dry-run-button.tsx';

export function PolicyRow({ policy }: { readonly policy: RowOf<'GET /api/policies'> }) {
  const caller = useCaller();
  return (
    <li className="row policy-row">
      <span className="stack-tight">
        <span className="row">
          <b className="name">{policy.name}</b>
          {policy.enabled ? (
            <Pill tone={policy.effect === 'block' ? 'bad' : 'warn'}>
              {policy.effect === 'block' ? 'blocks' : 'warns'}
            </Pill>
          ) : (
            <Pill tone="wait">off</Pill>
          )}
        </span>
        <span className="small muted">{policy.words}</span>
      </span>
      {caller.may('developer') ? <DryRunButton policy={policy} /> : null}
    </li>
  );
}
