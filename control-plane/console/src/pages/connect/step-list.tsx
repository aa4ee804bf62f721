// Where in the wizard somebody is; steps already done can be gone back to.
import { Icon } from '../../components/icon.tsx';
import { changeDraft, type Draft, type Step, steps } from './draft.ts';

export const stepWords: Readonly<Record<Step, string>> = {
  registry: 'Registry',
  method: 'Method',
  credentials: 'Credentials',
  options: 'Options',
  test: 'Test',
  start: 'Start',
};

export function StepList({ draft }: { readonly draft: Draft }) {
  const now = steps.indexOf(draft.step);
  const isSaved = draft.created !== undefined;
  return (
    <ol className="steps" aria-label="Steps">
      {steps.map((step, index) => {
        const isSkipped = step === 'credentials' && draft.method === 'sensor';
        const state = index === now ? 'now' : index < now ? 'done' : 'ahead';
        const words = isSkipped ? 'Credentials: stay local' : stepWords[step];
        return (
          <li
            key={step}
            className="step"
            data-state={state}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className="step-mark">
              {state === 'done' ? <Icon name="check" size={12} /> : index + 1}
            </span>
            {state === 'done' && !isSkipped && !isSaved ? (
              <button type="button" className="step-back" onClick={() => changeDraft({ step })}>
                {words}
              </button>
            ) : (
              <span>{words}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
