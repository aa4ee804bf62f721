// Accepts the advisory for a while, wherever it is.
import { DialogButton } from '../../components/dialog-button.tsx';
import { ExceptionForm } from '../../components/exception-form.tsx';
import { useCaller } from '../../components/use-caller.ts';

export function AcceptAdvisoryButton({ advisory }: { readonly advisory: string }) {
  const caller = useCaller();
  if (!caller.may('developer')) return null;
  return (
    <DialogButton
      label={caller.may('admin') ? 'Accept' : 'Ask to accept'}
      title={`Accept ${advisory} in every image`}
    >
      {(close) => <ExceptionForm about={{ advisory, scope: {} }} isWhole close={close} />}
    </DialogButton>
  );
}
