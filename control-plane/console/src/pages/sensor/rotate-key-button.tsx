// Makes another key for a sensor. It keeps its identity with it, and the one before stays until somebody revokes it.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { DialogButton } from '../../components/dialog-button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { useAction } from '../../components/use-action.ts';

type Sensor = RowOf<'GET /api/sensors'>;

export function RotateKeyButton({ sensor }: { readonly sensor: Sensor }) {
  return (
    <DialogButton
      label="New key"
      size="small"
      describe={`New key for ${sensor.name}`}
      title={`A new key for ${sensor.name}`}
    >
      {(close) => <RotateKey sensor={sensor} close={close} />}
    </DialogButton>
  );
}

function RotateKey({ sensor, close }: { readonly sensor: Sensor; readonly close: () => void }) {
  const answer = useOperation('GET /api/sensors/{id}/registries', {
    params: { id: sensor.id },
  });
  const served = answer.data?.data;
  const make = useAction('POST /api/api-keys', { quiet: true });
  const key = make.data?.data.key;
  if (key !== undefined) {
    return (
      <ShownOnce
        text={key}
        what="the key"
        note="Put it in the place of HARBORGUARD_API_KEY where the sensor runs and start it anew. It goes on as the same sensor; then revoke the key before. It is shown this once."
        onDone={close}
      />
    );
  }
  return (
    <>
      <p className="muted small">
        The new key reaches the same registries. Nothing stops meanwhile: the key before is valid
        until you revoke it.
      </p>
      {answer.isError ? (
        <FailureNotice
          error={answer.error}
          what="Which registries it serves could not be read."
          retry={() => void answer.refetch()}
        />
      ) : null}
      {served?.length === 0 ? (
        <p className="hint">It serves no registry, so there is nothing a key could open yet.</p>
      ) : null}
      {make.error === null ? null : <FailureNotice error={make.error} what="No key was made." />}
      <div className="row">
        <Button
          kind="primary"
          disabled={served === undefined || served.length === 0}
          busy={make.isPending ? 'Making …' : undefined}
          onClick={() =>
            make.mutate({
              body: {
                name: sensor.name.slice(0, 100),
                kind: 'sensor',
                role: 'ci',
                registryIds: (served ?? []).map(({ registryId }) => registryId),
              },
            })
          }
        >
          Make it
        </Button>
        <Button onClick={close}>Cancel</Button>
      </div>
    </>
  );
}
