// Sends a test message at once and says what came of it.
import { useEffect } from 'react';
import { Button } from '../../../components/button.tsx';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { useAction } from '../../../components/use-action.ts';
import type { Channel } from './channel-form.ts';

export function TestChannelButton({ channel }: { readonly channel: Channel }) {
  return (
    <DialogButton
      label="Test"
      size="small"
      describe={`Test ${channel.name}`}
      title={`Test of ${channel.name}`}
    >
      {(close) => (
        <>
          <TestResult id={channel.id} />
          <div className="row">
            <Button onClick={close}>Close</Button>
          </div>
        </>
      )}
    </DialogButton>
  );
}

function TestResult({ id }: { readonly id: string }) {
  const { mutate, data, error } = useAction('POST /api/notification-channels/{id}/test', {
    quiet: true,
  });
  useEffect(() => mutate({ params: { id } }), [mutate, id]);
  const again = () => mutate({ params: { id } });
  if (error !== null) {
    return <FailureNotice error={error} what="Nothing was sent." retry={again} />;
  }
  if (data === undefined) return <Skeleton lines={2} label="Sending a test message …" />;
  const { sent, code, message, firstCheck, status } = data.data;
  return (
    <div className="notice" data-tone={sent ? 'good' : 'bad'} role="status">
      <p>
        <b>{sent ? 'Sent.' : 'Not sent.'}</b> {sent ? 'Look whether it has arrived.' : message}{' '}
        <span className="mono muted">{code ?? ''}</span>
        {status === undefined ? null : <span className="muted"> Answered {status}.</span>}
      </p>
      {firstCheck === undefined ? null : (
        <p className="small">
          <b>First check:</b> {firstCheck}
        </p>
      )}
      {sent ? null : (
        <div>
          <Button size="small" onClick={again}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
