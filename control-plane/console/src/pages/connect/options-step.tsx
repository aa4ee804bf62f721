// Name, schedule and filters, and the two exceptions that only some addresses need: plain HTTP and a private CA.
import { changeDraft, type Draft, readAddress } from './draft.ts';
import { StepForm } from './step-form.tsx';

export const scheduleWords = {
  daily: 'Every day',
  weekly: 'Every week',
  on_push: 'Only when the registry tells of a push',
  manual: 'Only when somebody asks',
} as const;

export function OptionsStep({ draft }: { readonly draft: Draft }) {
  const address = readAddress(draft);
  const isPlain = address.kind !== 'invalid' && address.scheme === 'http';
  return (
    <StepForm draft={draft} title="Anything special?" canGoOn={!isPlain || draft.allowPlainHttp}>
      <div className="field">
        <label htmlFor="connect-name">Name</label>
        <input
          id="connect-name"
          className="input"
          maxLength={128}
          placeholder={address.kind === 'invalid' ? '' : address.url.replace(/^https?:\/\//, '')}
          value={draft.name}
          onChange={(event) => changeDraft({ name: event.target.value })}
        />
        <span className="hint">For people; the address when empty.</span>
      </div>
      <div className="field">
        <label htmlFor="connect-schedule">Look for changes</label>
        <select
          id="connect-schedule"
          className="input"
          value={draft.schedule}
          onChange={(event) => changeDraft({ schedule: event.target.value as Draft['schedule'] })}
        >
          {Object.entries(scheduleWords).map(([schedule, words]) => (
            <option key={schedule} value={schedule}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {isPlain ? (
        <div className="notice" data-tone="warn">
          <label className="check-field">
            <input
              type="checkbox"
              checked={draft.allowPlainHttp}
              onChange={(event) => changeDraft({ allowPlainHttp: event.target.checked })}
            />
            Allow plain HTTP to this registry
          </label>
          <p className="small muted">
            The address begins with http://. Whoever is on the way reads what is sent, credentials
            too. Without your word it is refused.
          </p>
        </div>
      ) : null}
      <details className="more">
        <summary>Private CA and filters</summary>
        <div className="stack">
          {isPlain ? null : (
            <div className="field">
              <label htmlFor="connect-ca">Certificates of a private CA, PEM</label>
              <textarea
                id="connect-ca"
                className="input"
                rows={4}
                placeholder="-----BEGIN CERTIFICATE-----"
                value={draft.caPem}
                onChange={(event) => changeDraft({ caPem: event.target.value })}
              />
            </div>
          )}
          <div className="field">
            <label htmlFor="connect-include">Keep only these repositories</label>
            <textarea
              id="connect-include"
              className="input"
              rows={3}
              placeholder={'payments/**\nplatform/*'}
              value={draft.include}
              onChange={(event) => changeDraft({ include: event.target.value })}
            />
            <span className="hint">One pattern a line; all when empty.</span>
          </div>
          <div className="field">
            <label htmlFor="connect-exclude">Leave these out</label>
            <textarea
              id="connect-exclude"
              className="input"
              rows={3}
              placeholder="**/cache"
              value={draft.exclude}
              onChange={(event) => changeDraft({ exclude: event.target.value })}
            />
          </div>
        </div>
      </details>
    </StepForm>
  );
}
