// The credential, in the words of the provider. It goes to the server once and is never shown again.
import { credentialWords } from './credential-words.ts';
import { changeDraft, type Draft, readAddress } from './draft.ts';
import { StepForm } from './step-form.tsx';

export function CredentialsStep({ draft }: { readonly draft: Draft }) {
  const address = readAddress(draft);
  const words = credentialWords(address.kind === 'invalid' ? 'CUSTOM' : address.provider);
  const isHalf = (draft.username === '') !== (draft.password === '');
  return (
    <StepForm draft={draft} title="How does it sign in?" canGoOn={!isHalf}>
      <p className="hint">{words.hint}</p>
      <div className="field">
        <label htmlFor="connect-username">{words.username}</label>
        <input
          id="connect-username"
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={draft.username}
          onChange={(event) => changeDraft({ username: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor="connect-password">{words.password}</label>
        <input
          id="connect-password"
          className="input mono"
          type="password"
          autoComplete="new-password"
          value={draft.password}
          aria-describedby="connect-password-problem"
          onChange={(event) => changeDraft({ password: event.target.value })}
        />
        <span id="connect-password-problem" className="problem" aria-live="polite">
          {isHalf ? 'Both or none: one without the other opens nothing.' : ''}
        </span>
      </div>
    </StepForm>
  );
}
