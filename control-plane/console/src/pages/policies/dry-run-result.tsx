// What a rule would do with the images of today, without changing anything.

import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useEffect } from 'react';
import { counted } from '../../components/counted.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useAction } from '../../components/use-action.ts';
import type { PolicyDraft } from './policy-form.ts';

type DryRun = DataOf<'POST /api/policies/dry-run'>;

const verdicts = ['block', 'warn', 'unknown', 'pass'] as const;
const verdictWords = {
  block: 'blocked',
  warn: 'warned',
  unknown: 'not judged',
  pass: 'passed',
} as const;

export function DryRunResult({
  draft,
  replaces,
}: {
  readonly draft: PolicyDraft;
  /** The policy it would stand in for. */
  readonly replaces: string | undefined;
}) {
  const { mutate, data, error } = useAction('POST /api/policies/dry-run', { quiet: true });
  useEffect(
    () => mutate({ body: { policy: draft, ...(replaces === undefined ? {} : { replaces }) } }),
    [mutate, draft, replaces],
  );
  if (error !== null) return <FailureNotice error={error} what="It could not be tried." />;
  if (data === undefined) return <Skeleton lines={4} label="Judging the images …" />;
  return <DryRunWords run={data.data} />;
}

function DryRunWords({ run }: { readonly run: DryRun }) {
  return (
    <>
      <p className="muted small">
        {counted(run.images, 'image')} judged{run.complete ? '' : ' so far'};{' '}
        {run.changed === 0
          ? 'the rule changes none of the verdicts of today.'
          : `${counted(run.changed, 'verdict')} would change.`}
      </p>
      <table className="small">
        <thead>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col" className="end">
              Today
            </th>
            <th scope="col" className="end">
              With the rule
            </th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map((verdict) => (
            <tr key={verdict}>
              <td>{verdictWords[verdict]}</td>
              <td className="end number">{run.today[verdict].toLocaleString('en')}</td>
              <td className="end number">{run.draft[verdict].toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {run.changes.length === 0 ? null : (
        <ul className="stack-tight small dry-run-changes">
          {run.changes.map((change) => (
            <li key={`${change.registryId} ${change.repository}:${change.tag} ${change.platform}`}>
              <b className="name">
                {change.repository}:{change.tag}
              </b>{' '}
              {verdictWords[change.from]} → {verdictWords[change.to]}
              <div className="tiny muted">{change.sentence}</div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
