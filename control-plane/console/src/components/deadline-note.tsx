// How a finding stands against its deadline: when it is due, or that it is late.
import { useOperation } from '../api/use-operation.ts';
import { absoluteWords, relativeWords } from '../time/relative-words.ts';
import { useNow } from '../time/use-now.ts';
import { type DatedFinding, deadlineOf } from './finding-deadline.ts';
import { useCaller } from './use-caller.ts';

export function useDeadline(finding: DatedFinding) {
  const caller = useCaller();
  const policies = useOperation('GET /api/policies', {}, { enabled: caller.may('viewer') }).data;
  return deadlineOf(finding, policies?.data ?? []);
}

export function DeadlineNote({ finding }: { readonly finding: DatedFinding }) {
  const now = useNow();
  const deadline = useDeadline(finding);
  if (deadline === undefined) return null;
  const { at, by } = deadline;
  const isLate = at < now;
  return (
    <div
      className={isLate ? 'tiny nowrap problem-text' : 'tiny nowrap muted'}
      title={`${absoluteWords(at)}, by ${by}`}
    >
      {isLate ? 'was due' : 'due'} {relativeWords(at, now)}
    </div>
  );
}
