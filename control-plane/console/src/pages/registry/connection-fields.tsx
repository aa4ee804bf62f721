// How the registry is reached: platforms, limits of pulls, TLS. Behind a fold, as most never need it.
import { useId } from 'react';
import type { ConnectionForm } from './connection-form.ts';
import type { Registry } from './registry.ts';

export function ConnectionFields({
  form,
  registry,
  onChange,
}: {
  readonly form: ConnectionForm;
  readonly registry: Registry;
  readonly onChange: (change: Partial<ConnectionForm>) => void;
}) {
  const id = useId();
  const isHttps = registry.url.startsWith('https:');
  return (
    <details className="stack">
      <summary>Platforms, limits and TLS</summary>
      <div className="stack details-body">
        <div className="field">
          <label htmlFor={`${id}-platforms`}>Platforms to pull of an index</label>
          <textarea
            id={`${id}-platforms`}
            className="input"
            rows={2}
            placeholder="linux/amd64"
            value={form.platforms}
            onChange={(event) => onChange({ platforms: event.target.value })}
          />
          <span className="hint">One a line, such as linux/arm64. Empty: all of them.</span>
        </div>
        <LimitFields form={form} id={id} onChange={onChange} />
        {isHttps ? (
          <>
            <div className="field">
              <label htmlFor={`${id}-ca`}>
                {registry.hasCa ? 'Another CA certificate (PEM)' : 'CA certificate (PEM)'}
              </label>
              <textarea
                id={`${id}-ca`}
                className="input"
                rows={3}
                spellCheck={false}
                placeholder="-----BEGIN CERTIFICATE-----"
                value={form.caPem}
                onChange={(event) => onChange({ caPem: event.target.value })}
              />
              <span className="hint">
                {registry.hasCa
                  ? 'One is trusted for this registry; leave it empty to keep it.'
                  : 'Only for a registry whose certificate no public authority signed.'}
              </span>
            </div>
            {registry.hasCa ? (
              <Check
                words="Trust the usual authorities only; forget the CA certificate"
                checked={form.dropCa}
                onChange={(dropCa) => onChange({ dropCa })}
              />
            ) : null}
            <Check
              words="Do not verify its certificate: whoever stands in between can read and change all"
              checked={form.skipTlsVerify}
              onChange={(skipTlsVerify) => onChange({ skipTlsVerify })}
            />
          </>
        ) : (
          <Check
            words="Allow plain HTTP: whoever stands in between can read and change all"
            checked={form.allowPlainHttp}
            onChange={(allowPlainHttp) => onChange({ allowPlainHttp })}
          />
        )}
      </div>
    </details>
  );
}

function LimitFields({
  form,
  id,
  onChange,
}: {
  readonly form: ConnectionForm;
  readonly id: string;
  readonly onChange: (change: Partial<ConnectionForm>) => void;
}) {
  return (
    <>
      <Check
        words="Limit what scans pull as is usual for this provider"
        checked={form.limits === 'usual'}
        onChange={(isUsual) => onChange({ limits: isUsual ? 'usual' : 'own' })}
      />
      {form.limits === 'usual' ? null : (
        <div className="grid-2">
          <div className="field">
            <label htmlFor={`${id}-pulls`}>Pulls an hour</label>
            <input
              id={`${id}-pulls`}
              className="input"
              type="number"
              min={1}
              placeholder="no limit"
              value={form.pullsPerHour}
              onChange={(event) => onChange({ pullsPerHour: event.target.value })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-bytes`}>Gigabytes an hour</label>
            <input
              id={`${id}-bytes`}
              className="input"
              type="number"
              min={0.001}
              step="any"
              placeholder="no limit"
              value={form.gigabytesPerHour}
              onChange={(event) => onChange({ gigabytesPerHour: event.target.value })}
            />
          </div>
        </div>
      )}
    </>
  );
}

function Check({
  words,
  checked,
  onChange,
}: {
  readonly words: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="check-field small">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {words}
    </label>
  );
}
