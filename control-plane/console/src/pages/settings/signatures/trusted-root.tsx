// The root that keyless signatures are judged by: a file of sigstore's form.
import { useRef, useState } from 'react';
import { useOperation } from '../../../api/use-operation.ts';
import { Allowed } from '../../../components/allowed.tsx';
import { Button } from '../../../components/button.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Pill } from '../../../components/status-pill.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';

export function TrustedRoot() {
  const caller = useCaller();
  const root = useOperation('GET /api/trusted-root', {}, { enabled: caller.may('viewer') });
  const remove = useAction('DELETE /api/trusted-root', { done: 'The root is removed' });
  const isThere = root.data?.data.configured;
  return (
    <section className="panel-body stack" aria-label="Trusted root">
      <div className="row">
        <h2>Trusted root</h2>
        {isThere === undefined ? null : (
          <Pill tone={isThere ? 'good' : 'wait'}>{isThere ? 'configured' : 'none'}</Pill>
        )}
      </div>
      <p className="small muted">
        Keyless signatures are judged by a file trusted_root.json, that of the public instance or
        your own. It is never updated behind your back; renew it when its instance rotates its keys.
      </p>
      {root.isError ? (
        <FailureNotice
          error={root.error}
          what="Whether there is a root could not be read."
          retry={() => void root.refetch()}
        />
      ) : null}
      <Allowed needs="admin" what="Changing the root">
        <div className="row">
          <ChooseRoot label={isThere === true ? 'Replace it' : 'Choose the file'} />
          {isThere === true ? (
            <ConfirmButton
              label="Remove"
              describe="Remove the trusted root"
              title="Remove the trusted root?"
              note="Keyless signatures cannot be judged until there is another."
              busy={remove.isPending ? 'Removing …' : undefined}
              onConfirm={(close) => remove.mutate({}, { onSuccess: close })}
            />
          ) : null}
        </div>
      </Allowed>
    </section>
  );
}

function ChooseRoot({ label }: { readonly label: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const save = useAction('PUT /api/trusted-root', { quiet: true, done: 'The root is trusted' });
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setProblem(undefined);
    try {
      save.mutate({ body: JSON.parse(await file.text()) as Record<string, unknown> });
    } catch {
      setProblem(`${file.name} is not JSON. First check: whether it is trusted_root.json.`);
    }
  };
  return (
    <>
      <input
        ref={input}
        hidden
        type="file"
        aria-label="File of the trusted root"
        accept="application/json,.json"
        onChange={(event) => {
          void send(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button
        busy={save.isPending ? 'Reading …' : undefined}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      {problem === undefined ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {save.error === null ? null : (
        <FailureNotice error={save.error} what="The root is what it was." />
      )}
    </>
  );
}
