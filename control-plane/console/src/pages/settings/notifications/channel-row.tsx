// One channel: where it leads, how its last delivery went, and a test of it.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { Button } from '../../../components/button.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { ShownOnce } from '../../../components/shown-once.tsx';
import { Pill } from '../../../components/status-pill.tsx';
import { useAction } from '../../../components/use-action.ts';
import { EditChannelButton } from './channel-button.tsx';
import type { Channel } from './channel-form.ts';
import { kindName, targetWords } from './channel-words.ts';
import { TestChannelButton } from './test-channel-button.tsx';

export function ChannelRow({
  channel,
  mayChange,
}: {
  readonly channel: Channel;
  readonly mayChange: boolean;
}) {
  const { id, name, kind } = channel;
  const remove = useAction('DELETE /api/notification-channels/{id}', {
    done: `${name} is removed`,
  });
  return (
    <tr>
      <td>
        <span className="stack-tight">
          <span className="name">{name}</span>
          <span className="tiny muted">{kindName(kind)}</span>
        </span>
      </td>
      <td className="small wrap">{targetWords(channel)}</td>
      <td>
        <ChannelState channel={channel} />
      </td>
      <td className="end">
        {mayChange ? (
          <span className="row row-end">
            <TestChannelButton channel={channel} />
            <EditChannelButton channel={channel} />
            {kind === 'webhook' ? <RotateSecretButton channel={channel} /> : null}
            <ConfirmButton
              label="Remove"
              describe={`Remove ${name}`}
              title={`Remove ${name}?`}
              note="Its rules and what still waits for it go too."
              busy={remove.isPending ? 'Removing …' : undefined}
              onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
            />
          </span>
        ) : null}
      </td>
    </tr>
  );
}

function ChannelState({ channel }: { readonly channel: Channel }) {
  const { isEnabled, failuresInRow, lastErrorCode, lastSuccessAt, pausedUntil } = channel;
  const isFailing = failuresInRow > 0;
  return (
    <span className="stack-tight">
      {isEnabled ? (
        <Pill tone={isFailing ? 'bad' : 'good'}>{isFailing ? 'failing' : 'on'}</Pill>
      ) : (
        <Pill tone="wait">off</Pill>
      )}
      <span className="tiny muted wrap">
        {lastSuccessAt === undefined ? (
          'nothing delivered yet'
        ) : (
          <>
            delivered <RelativeTime at={lastSuccessAt} />
          </>
        )}
        {pausedUntil === undefined ? null : (
          <>
            , tried again <RelativeTime at={pausedUntil} />
          </>
        )}
      </span>
      {isFailing && lastErrorCode !== undefined ? <ErrorWords code={lastErrorCode} /> : null}
    </span>
  );
}

export function ErrorWords({ code }: { readonly code: string }) {
  return (
    <span className="tiny muted wrap">
      <span className="mono">{code}</span>
      {isErrorCode(code) ? ` First check: ${errorRow(code).firstCheck}` : ''}
    </span>
  );
}

function RotateSecretButton({ channel }: { readonly channel: Channel }) {
  return (
    <DialogButton
      label="New secret"
      size="small"
      describe={`New secret of ${channel.name}`}
      title={`A new signing secret of ${channel.name}`}
    >
      {(close) => <RotateSecret id={channel.id} close={close} />}
    </DialogButton>
  );
}

function RotateSecret({ id, close }: { readonly id: string; readonly close: () => void }) {
  const rotate = useAction('POST /api/notification-channels/{id}/rotate-secret', { quiet: true });
  const secret = rotate.data?.data.signingSecret;
  if (secret !== undefined) {
    return (
      <ShownOnce
        text={secret}
        what="the signing secret"
        note="For a day requests carry a signature of each secret. Copy it now: it is shown this once."
        onDone={close}
      />
    );
  }
  return (
    <>
      <p className="muted small">
        The one before signs too for a day, so that the receiver can change over without a gap.
      </p>
      {rotate.error === null ? null : (
        <FailureNotice error={rotate.error} what="No secret was made." />
      )}
      <div className="row">
        <Button
          kind="primary"
          busy={rotate.isPending ? 'Making …' : undefined}
          onClick={() => rotate.mutate({ params: { id } })}
        >
          Make it
        </Button>
        <Button onClick={close}>Keep it</Button>
      </div>
    </>
  );
}
