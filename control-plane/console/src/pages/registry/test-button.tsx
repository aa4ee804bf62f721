// Tests the connection as it is stored, and shows what came out above the page.
import { useEffect, useId, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TestVerdict } from '../../components/test-verdict.tsx';
import { useAction } from '../../components/use-action.ts';

export function TestButton({ registryId }: { readonly registryId: string }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const test = useAction('POST /api/registries/test-connection', { quiet: true });
  const isOpen = test.data !== undefined || test.error !== null;
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
  }, [isOpen]);
  return (
    <>
      <Button
        busy={test.isPending ? 'Testing …' : undefined}
        onClick={() => test.mutate({ body: { registryId } })}
      >
        Test connection
      </Button>
      <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={() => test.reset()}>
        <div className="panel-body stack">
          <h2 id={id}>Test of the connection</h2>
          {test.data === undefined ? null : <TestVerdict verdict={test.data.data} />}
          {test.error === null ? null : (
            <FailureNotice error={test.error} what="The test could not be made." />
          )}
          <div className="row">
            <Button kind="primary" onClick={() => dialog.current?.close()}>
              Close
            </Button>
          </div>
        </div>
      </dialog>
    </>
  );
}
