// Accepts the advisories that are ticked, in every image, with one reason.
import { Button } from '../../components/button.tsx';
import { counted } from '../../components/counted.ts';
import { DialogButton } from '../../components/dialog-button.tsx';
import { ExceptionForm } from '../../components/exception-form.tsx';
import { useCaller } from '../../components/use-caller.ts';

export function AcceptChosen({
  advisories,
  onClear,
}: {
  readonly advisories: readonly string[];
  readonly onClear: () => void;
}) {
  const caller = useCaller();
  const words = counted(advisories.length, 'advisory', 'advisories');
  return (
    <div className="panel-head chosen-bar">
      <b className="small" aria-live="polite">
        {words} chosen
      </b>
      <DialogButton
        label={caller.may('admin') ? 'Accept' : 'Ask to accept'}
        size="small"
        title={`Accept ${words} in every image`}
      >
        {(close) => (
          <>
            <p className="small muted mono">{advisories.join(', ')}</p>
            <ExceptionForm
              about={advisories.map((advisory) => ({ advisory, scope: {} }))}
              isWhole
              close={close}
            />
          </>
        )}
      </DialogButton>
      <Button size="small" kind="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
