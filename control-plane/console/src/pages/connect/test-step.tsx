// Tests what was typed before anything is saved, and says honestly what came out. A sensor cannot be asked before it
// runs, and the page says that instead of pretending.
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { TestVerdict } from '../../components/test-verdict.tsx';
import { bodyOf, changeDraft, type Draft } from './draft.ts';
import { StepForm } from './step-form.tsx';

export function TestStep({ draft }: { readonly draft: Draft }) {
  const test = useMutation({
    mutationFn: () => {
      const { name: _name, schedule: _schedule, filters: _filters, ...question } = bodyOf(draft);
      return call('POST /api/registries/test-connection', { body: question });
    },
  });
  const verdict = test.data?.data;
  const save = useMutation({
    mutationFn: () => call('POST /api/registries', { body: bodyOf(draft) }),
    onSuccess: ({ data }) => {
      // The password has done its work; nothing here needs it any longer.
      changeDraft({ created: data, step: 'start', password: '' });
      void queryClient.invalidateQueries();
    },
  });
  const isSensor = draft.method === 'sensor';
  const isGood = verdict?.reachable === true && verdict.authenticated;
  return (
    <StepForm
      draft={draft}
      title={isSensor ? 'The sensor tests it' : 'Does it work?'}
      next={
        isSensor
          ? 'Save and make the key'
          : isGood
            ? 'Save and start'
            : 'Save without a working test'
      }
      busy={save.isPending ? 'Saving …' : undefined}
      isAdvised={isSensor || isGood}
      onNext={() => save.mutate()}
    >
      {isSensor ? (
        <p className="muted">
          Only the sensor reaches this registry, so nothing can be tested from here. It tests the
          connection with its first heartbeat, and this page shows what comes out.
        </p>
      ) : (
        <>
          <div className="row">
            <Button
              kind={isGood ? undefined : 'primary'}
              busy={test.isPending ? 'Testing …' : undefined}
              onClick={() => test.mutate()}
            >
              {verdict === undefined ? 'Test connection' : 'Test again'}
            </Button>
            <span className="hint" aria-live="polite">
              {test.isPending
                ? 'The registry is asked for its API and a login; at most a few seconds.'
                : ''}
            </span>
          </div>
          {verdict === undefined ? null : <TestVerdict verdict={verdict} />}
          {test.error === null ? null : (
            <FailureNotice error={test.error} what="The test could not be made." />
          )}
        </>
      )}
      {save.error === null ? null : (
        <FailureNotice error={save.error} what="The registry was not saved." />
      )}
    </StepForm>
  );
}
