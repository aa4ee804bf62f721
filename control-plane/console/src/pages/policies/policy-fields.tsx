// The fields of a policy: what it says of findings, of images, and where it holds.
import { useOperation } from '../../api/use-operation.ts';
import { FormCheck } from '../../components/form-check.tsx';
import { FormChoices } from '../../components/form-choices.tsx';
import { FormLines } from '../../components/form-lines.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { FormText } from '../../components/form-text.tsx';
import type { PolicyForm } from './policy-form.ts';

interface FieldsProps {
  readonly form: PolicyForm;
  readonly onChange: (change: Partial<PolicyForm>) => void;
}

const severityChoices = [
  ['', 'Any'],
  ['critical', 'Critical'],
  ['high', 'High or graver'],
  ['medium', 'Medium or graver'],
  ['low', 'Low or graver'],
] as const;
const fixChoices = [
  ['', 'With or without'],
  ['yes', 'With a fix'],
  ['no', 'Without a fix'],
] as const;

export function FindingConditions({ form, onChange }: FieldsProps) {
  return (
    <fieldset className="choices">
      <legend>It has a finding that is all of this</legend>
      <div className="grid-3">
        <FormSelect
          label="Severity"
          value={form.severityAtLeast}
          options={severityChoices}
          onChange={(severityAtLeast) => onChange({ severityAtLeast })}
        />
        <FormSelect
          label="Fix"
          value={form.fixable}
          options={fixChoices}
          onChange={(fixable) => onChange({ fixable })}
        />
        <Days
          label="Fix known for days"
          value={form.fixKnownForDays}
          onChange={(fixKnownForDays) => onChange({ fixKnownForDays })}
        />
        <Days
          label="Published for days"
          value={form.publishedForDays}
          onChange={(publishedForDays) => onChange({ publishedForDays })}
        />
        <Days
          label="First seen for days"
          value={form.firstSeenForDays}
          onChange={(firstSeenForDays) => onChange({ firstSeenForDays })}
        />
        <FormText
          label="EPSS at least"
          type="number"
          min={0}
          max={1}
          step="any"
          placeholder="0 to 1"
          value={form.epssAtLeast}
          onChange={(epssAtLeast) => onChange({ epssAtLeast })}
        />
      </div>
      <FormLines
        label="In packages"
        hint="One pattern a line; none: all."
        rows={1}
        placeholder="log4j*"
        value={form.packages}
        onChange={(packages) => onChange({ packages })}
      />
      <FormCheck
        label="Known to be exploited"
        checked={form.knownExploited}
        onChange={(knownExploited) => onChange({ knownExploited })}
      />
    </fieldset>
  );
}

export function ImageConditions({ form, onChange }: FieldsProps) {
  const signers = useOperation('GET /api/signers', {}).data?.data ?? [];
  const names = [...new Set([...signers.map(({ name }) => name), ...form.notSignedBy])];
  return (
    <details>
      <summary className="small">And the image is all of this</summary>
      <div className="stack details-body">
        <div className="grid-2">
          <Days
            label="Older than days"
            value={form.olderThanDays}
            onChange={(olderThanDays) => onChange({ olderThanDays })}
          />
          <Days
            label="Its base older than days"
            value={form.baseOlderThanDays}
            onChange={(baseOlderThanDays) => onChange({ baseOlderThanDays })}
          />
          <FormLines
            label="Has one of these licences"
            rows={1}
            placeholder="GPL-3.0-only"
            value={form.licensesForbidden}
            onChange={(licensesForbidden) => onChange({ licensesForbidden })}
          />
          <FormLines
            label="Has a licence besides these"
            rows={1}
            placeholder="MIT"
            value={form.licensesAllowed}
            onChange={(licensesAllowed) => onChange({ licensesAllowed })}
          />
        </div>
        {names.length === 0 ? (
          <p className="hint">To ask for signatures, trust a signer in Settings first.</p>
        ) : (
          <FormChoices
            label="Is signed by none of"
            hint="None ticked: signatures do not matter."
            options={names.map((name) => [name, name] as const)}
            chosen={form.notSignedBy}
            onChange={(notSignedBy) => onChange({ notSignedBy })}
          />
        )}
        <div className="row">
          <FormCheck
            label="Runs as root"
            checked={form.runsAsRoot}
            onChange={(runsAsRoot) => onChange({ runsAsRoot })}
          />
          <FormCheck
            label="Holds secrets"
            checked={form.secretsFound}
            onChange={(secretsFound) => onChange({ secretsFound })}
          />
          <FormCheck
            label="Could not be read in full"
            checked={form.coverageUnknown}
            onChange={(coverageUnknown) => onChange({ coverageUnknown })}
          />
        </div>
      </div>
    </details>
  );
}

export function ScopeFields({ form, onChange }: FieldsProps) {
  return (
    <details>
      <summary className="small">Only in some registries, repositories or tags</summary>
      <div className="grid-3 details-body">
        <FormLines
          label="Hosts of registries"
          placeholder="docker.io"
          value={form.registries}
          onChange={(registries) => onChange({ registries })}
        />
        <FormLines
          label="Repositories"
          placeholder="team/**"
          value={form.repositories}
          onChange={(repositories) => onChange({ repositories })}
        />
        <FormLines
          label="Tags"
          placeholder="v*"
          value={form.tags}
          onChange={(tags) => onChange({ tags })}
        />
      </div>
    </details>
  );
}

function Days({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <FormText label={label} type="number" min={0} max={3_650} value={value} onChange={onChange} />
  );
}
