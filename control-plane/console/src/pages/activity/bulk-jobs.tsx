// Cancels or runs again every job the filter shows, a thousand at a time until none is left.

import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button } from '../../components/button.tsx';
import { counted } from '../../components/counted.ts';
import { DialogButton } from '../../components/dialog-button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';

type Job = RowOf<'GET /api/jobs'>;
type Operation = 'POST /api/jobs/cancel' | 'POST /api/jobs/redrive';
/** Which jobs; either operation takes the states that are its own. */
export type Group = {
  readonly kind?: Job['kind'];
  readonly registryId?: string;
  readonly state?: Job['state'];
};

const words = {
  'POST /api/jobs/cancel': {
    label: 'Cancel these',
    title: 'Cancel every job that waits or runs?',
    note: 'What a sensor is doing is dropped; results that are there stay. The schedule asks again when it is due.',
    done: 'cancelled',
    busy: 'Cancelling …',
    kind: 'danger',
  },
  'POST /api/jobs/redrive': {
    label: 'Run failed ones again',
    title: 'Run every failed job again?',
    note: 'Those nobody has asked for since are queued anew, at the end of the queue.',
    done: 'queued again',
    busy: 'Queueing …',
    kind: 'primary',
  },
} as const;

export function BulkJobsButton({
  operation,
  group,
  about,
}: {
  readonly operation: Operation;
  readonly group: Group;
  /** Which jobs these are, in words. */
  readonly about: string;
}) {
  const { label, title } = words[operation];
  return (
    <DialogButton label={label} title={title}>
      {(close) => <BulkJobs operation={operation} group={group} about={about} close={close} />}
    </DialogButton>
  );
}

function BulkJobs({
  operation,
  group,
  about,
  close,
}: Parameters<typeof BulkJobsButton>[0] & { readonly close: () => void }) {
  const { label, note, done, busy, kind } = words[operation];
  const [jobs, setJobs] = useState(0);
  const run = useMutation({
    mutationFn: async () => {
      for (let hasMore = true, sum = 0; hasMore; ) {
        const { data } = await call(operation, { body: group } as RequestOf<typeof operation>);
        sum += data.jobs;
        setJobs(sum);
        // One that did nothing would do nothing again.
        hasMore = data.hasMore && data.jobs > 0;
      }
    },
    onSettled: () => void queryClient.invalidateQueries(),
  });
  return (
    <>
      <p className="small">
        <b>{about}</b>
      </p>
      <p className="muted small">{note}</p>
      {run.error === null ? null : (
        <FailureNotice error={run.error} what="It stopped in between." />
      )}
      {run.isIdle ? null : (
        <p className="small" role="status">
          {counted(jobs, 'job')} {done}
          {run.isPending ? ' so far …' : '.'}
        </p>
      )}
      <div className="row">
        {run.isSuccess ? (
          <Button kind="primary" onClick={close}>
            Close
          </Button>
        ) : (
          <>
            <Button
              kind={kind}
              busy={run.isPending ? busy : undefined}
              onClick={() => run.mutate()}
            >
              {label}
            </Button>
            <Button data-focus-first onClick={close}>
              Leave them
            </Button>
          </>
        )}
      </div>
    </>
  );
}
