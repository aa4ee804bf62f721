// The frame of a step: its fields, the way back and the way on.
import { type FormEvent, type ReactNode, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { useHeadFocus } from '../../components/use-head-focus.ts';
import { changeDraft, type Draft, stepsOf } from './draft.ts';

export function StepForm({
  draft,
  title,
  children,
  onNext,
  next = 'Continue',
  busy,
  canGoOn = true,
  isAdvised = true,
}: {
  readonly draft: Draft;
  readonly title: string;
  readonly children: ReactNode;
  /** Absent: the next step. */
  readonly onNext?: () => void;
  readonly next?: string;
  readonly busy?: string | undefined;
  readonly canGoOn?: boolean;
  /** Off where something else on the page should be done first. */
  readonly isAdvised?: boolean;
}) {
  const form = useRef<HTMLFormElement>(null);
  useHeadFocus(form, { preferField: true });
  const path = stepsOf(draft);
  const at = path.indexOf(draft.step);
  const before = path[at - 1];
  const after = path[at + 1];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!canGoOn || busy !== undefined) return;
    if (onNext !== undefined) onNext();
    else if (after !== undefined) changeDraft({ step: after });
  };
  return (
    <form ref={form} className="wizard" onSubmit={submit}>
      <Panel title={title}>
        <div className="stack">
          {children}
          <div className="row">
            {before === undefined ? null : (
              <Button onClick={() => changeDraft({ step: before })}>Back</Button>
            )}
            <Button
              type="submit"
              kind={isAdvised ? 'primary' : undefined}
              busy={busy}
              disabled={!canGoOn}
            >
              {next}
            </Button>
          </div>
        </div>
      </Panel>
    </form>
  );
}
