// The address, understood as it is typed: how it will be stored and whose it is.
import { ProviderMark, providerChoices, providerName } from '../../components/provider-mark.tsx';
import { changeDraft, type Draft, readAddress } from './draft.ts';
import { StepForm } from './step-form.tsx';

export function RegistryStep({ draft }: { readonly draft: Draft }) {
  const isTyped = draft.url.trim() !== '';
  const address = readAddress(draft);
  const problem = isTyped && address.kind === 'invalid' ? address.reason : undefined;
  return (
    <StepForm draft={draft} title="Which registry?" canGoOn={address.kind !== 'invalid'}>
      <div className="field">
        <label htmlFor="connect-url">Address</label>
        <input
          id="connect-url"
          className="input mono"
          autoComplete="off"
          spellCheck={false}
          placeholder="registry.example.com"
          value={draft.url}
          aria-invalid={problem !== undefined}
          aria-describedby="connect-url-problem connect-url-hint"
          onChange={(event) => changeDraft({ url: event.target.value })}
        />
        <span id="connect-url-problem" className="problem" aria-live="polite">
          {problem === undefined ? '' : `This cannot be a registry: ${problem}.`}
        </span>
        <span id="connect-url-hint" className="hint">
          A host, with port and path where it has them. What you would write before the name of an
          image.
        </span>
      </div>
      <div className="detected" aria-live="polite">
        {address.kind === 'invalid' ? (
          <span className="muted small">The kind of registry is detected as you type.</span>
        ) : (
          <>
            <ProviderMark provider={address.provider} />
            <span className="stack-tight">
              <span>
                <b>{providerName(address.provider)}</b>{' '}
                <span className="muted small">
                  {draft.provider === undefined ? 'detected by its name' : 'chosen by you'}
                </span>
              </span>
              <span className="mono small">{address.url}</span>
            </span>
          </>
        )}
      </div>
      <div className="field">
        <label htmlFor="connect-provider">Kind</label>
        <select
          id="connect-provider"
          className="input"
          value={draft.provider ?? ''}
          onChange={(event) =>
            changeDraft({
              provider:
                event.target.value === '' ? undefined : (event.target.value as Draft['provider']),
            })
          }
        >
          <option value="">
            Detect it; where the name does not tell, the test asks the registry
          </option>
          {providerChoices.map((provider) => (
            <option key={provider} value={provider}>
              {providerName(provider)}
            </option>
          ))}
        </select>
      </div>
    </StepForm>
  );
}
