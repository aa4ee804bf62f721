// The fields of a channel, as its kind wants them.
import { FormLines } from '../../../components/form-lines.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { FormText } from '../../../components/form-text.tsx';
import type { ChannelForm } from './channel-form.ts';

interface FieldsProps {
  readonly form: ChannelForm;
  /** It is there already: what is left empty stays as it is. */
  readonly isThere: boolean;
  readonly onChange: (change: Partial<ChannelForm>) => void;
}

const securities = [
  ['starttls', 'STARTTLS, mostly port 587'],
  ['implicit', 'TLS from the first byte, mostly 465'],
  ['none', 'None: a relay without a login'],
] as const;
const regions = [
  ['us', 'US'],
  ['eu', 'EU'],
] as const;
const addressHints = {
  slack: 'Of an incoming webhook: https://hooks.slack.com/services/… Treat it like a password.',
  teams: 'Of the workflow “Send webhook alerts to a channel”. Treat it like a password.',
  webhook: 'Where signed requests go. The secret they are signed with is shown once.',
} as const;

export function ChannelFields({ form, isThere, onChange }: FieldsProps) {
  if (form.kind === 'email')
    return <EmailFields form={form} isThere={isThere} onChange={onChange} />;
  if (form.kind === 'pagerduty') {
    return (
      <div className="grid-2">
        <FormText
          label="Integration key"
          hint="32 characters, of an Events API V2 integration."
          type="password"
          autoComplete="off"
          pattern="[A-Za-z0-9]{32}"
          {...secretField(isThere)}
          value={form.routingKey}
          onChange={(routingKey) => onChange({ routingKey })}
        />
        <FormSelect
          label="Service region"
          value={form.region}
          options={regions}
          onChange={(region) => onChange({ region })}
        />
      </div>
    );
  }
  return (
    <>
      <FormText
        label="Address"
        hint={addressHints[form.kind]}
        type="password"
        autoComplete="off"
        maxLength={2_000}
        {...secretField(isThere)}
        value={form.url}
        onChange={(url) => onChange({ url })}
      />
      <Authority form={form} onChange={onChange} />
    </>
  );
}

function EmailFields({ form, isThere, onChange }: FieldsProps) {
  return (
    <>
      <div className="grid-2">
        <FormText
          label="Mail server"
          placeholder="smtp.example.com"
          required
          maxLength={253}
          value={form.host}
          onChange={(host) => onChange({ host })}
        />
        <FormText
          label="Port"
          type="number"
          min={1}
          max={65_535}
          required
          value={form.port}
          onChange={(port) => onChange({ port })}
        />
      </div>
      <FormSelect
        label="Encryption"
        value={form.security}
        options={securities}
        onChange={(security) => onChange({ security })}
      />
      {form.security === 'none' ? null : (
        <div className="grid-2">
          <FormText
            label="User name"
            autoComplete="off"
            maxLength={256}
            value={form.username}
            onChange={(username) => onChange({ username })}
          />
          <FormText
            label="Password"
            type="password"
            autoComplete="new-password"
            maxLength={1_024}
            {...(isThere ? { placeholder: 'stays as it is' } : {})}
            value={form.password}
            onChange={(password) => onChange({ password })}
          />
        </div>
      )}
      <FormText
        label="From"
        type="email"
        required
        maxLength={254}
        value={form.from}
        onChange={(from) => onChange({ from })}
      />
      <FormLines
        label="To"
        hint="One address a line."
        required
        value={form.to}
        onChange={(to) => onChange({ to })}
      />
      <Authority form={form} onChange={onChange} />
    </>
  );
}

function Authority({ form, onChange }: Omit<FieldsProps, 'isThere'>) {
  return (
    <details>
      <summary className="small">A certificate authority of your own</summary>
      <FormLines
        label="CA certificate (PEM)"
        rows={3}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={form.caPem}
        onChange={(caPem) => onChange({ caPem })}
      />
    </details>
  );
}

function secretField(isThere: boolean) {
  return isThere ? { placeholder: 'stays as it is' } : { required: true };
}
