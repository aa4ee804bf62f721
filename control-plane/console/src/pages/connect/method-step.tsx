// Who reads the registry: this server, or a sensor near it.
import { changeDraft, type Draft } from './draft.ts';
import { StepForm } from './step-form.tsx';

const methods = [
  [
    'cloud',
    'This server reads it',
    'For registries this server can reach. The credential is kept here, sealed; addresses of private networks are refused unless the operator allows them.',
  ],
  [
    'sensor',
    'A sensor in its network reads it',
    'For registries inside a network, or when the password must not leave it. You run one container there; it dials out and needs no open port, no Docker socket and no root.',
  ],
] as const;

export function MethodStep({ draft }: { readonly draft: Draft }) {
  return (
    <StepForm draft={draft} title="Who reads it?" canGoOn={draft.method !== undefined}>
      <fieldset className="choices">
        <legend className="visually-hidden">Who reads the registry</legend>
        {methods.map(([method, title, words]) => (
          <label key={method} className="choice">
            <input
              type="radio"
              name="method"
              value={method}
              checked={draft.method === method}
              onChange={() => changeDraft({ method })}
            />
            <span className="name">{title}</span>
            <span />
            <span className="hint">{words}</span>
          </label>
        ))}
      </fieldset>
    </StepForm>
  );
}
