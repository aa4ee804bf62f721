// The key a sensor opens its link with: another one without a gap, or its end.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useAction } from '../../components/use-action.ts';
import { RotateKeyButton } from './rotate-key-button.tsx';

type Sensor = RowOf<'GET /api/sensors'>;

export function KeyPanel({ sensor }: { readonly sensor: Sensor }) {
  return (
    <Panel title="Key" note="with which it opens its link">
      {sensor.keyId === undefined ? (
        <p className="muted small">
          It is run beside this server, which gives it its key by itself.
        </p>
      ) : (
        <Allowed needs="admin" what="Seeing and changing its key">
          <KeyOfSensor sensor={sensor} keyId={sensor.keyId} />
        </Allowed>
      )}
    </Panel>
  );
}

function KeyOfSensor({ sensor, keyId }: { readonly sensor: Sensor; readonly keyId: string }) {
  const keys = useOperation('GET /api/api-keys', { query: { limit: 200, revoked: true } });
  const revoke = useAction('DELETE /api/api-keys/{id}', {
    done: `The key of ${sensor.name} is revoked`,
  });
  if (keys.isError) {
    return (
      <FailureNotice
        error={keys.error}
        what="The key could not be read."
        retry={() => void keys.refetch()}
      />
    );
  }
  if (keys.data === undefined) return <Skeleton lines={3} label="Loading the key …" />;
  const key = keys.data.data.find(({ id }) => id === keyId);
  const isOver = key === undefined || key.revokedAt !== undefined;
  return (
    <div className="stack">
      <dl className="facts">
        <dt>Key</dt>
        <dd>
          {key === undefined ? (
            'no longer known'
          ) : (
            <>
              <span className="wrap">{key.name}</span>{' '}
              <span className="mono muted">{key.prefix}…</span>
            </>
          )}
        </dd>
        {key === undefined ? null : (
          <>
            <dt>Made</dt>
            <dd>
              <RelativeTime at={key.createdAt} />
            </dd>
            <dt>Ends</dt>
            <dd>
              {key.revokedAt !== undefined ? (
                <>
                  revoked <RelativeTime at={key.revokedAt} />
                </>
              ) : key.expiresAt === undefined ? (
                'never'
              ) : (
                <RelativeTime at={key.expiresAt} />
              )}
            </dd>
          </>
        )}
      </dl>
      <div className="row">
        <RotateKeyButton sensor={sensor} />
        {isOver ? null : (
          <ConfirmButton
            label="Revoke key"
            describe={`Revoke key of ${sensor.name}`}
            title={`Revoke the key of ${sensor.name}?`}
            note="Every sensor with this key loses its link at once and is let in no more. What they have found stays; results still on their disks do not come."
            busy={revoke.isPending ? 'Revoking …' : undefined}
            onConfirm={(close) => revoke.mutate({ params: { id: keyId } }, { onSuccess: close })}
          />
        )}
      </div>
    </div>
  );
}
