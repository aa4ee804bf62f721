// The installation in short: which organisation and version this is, how people come in, and how much is logged.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FormChoiceSaved } from '../../components/form-choice-saved.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useAction } from '../../components/use-action.ts';

type Level = DataOf<'GET /api/system/log-level'>['level'];

const levels: readonly (readonly [Level, string])[] = [
  ['debug', 'debug: every step'],
  ['info', 'info: what happens'],
  ['warn', 'warn: what needs a look'],
  ['error', 'error: what failed'],
  ['silent', 'silent: nothing'],
];

export function GeneralTab() {
  const me = useOperation('GET /api/me', {}).data?.data;
  const health = useOperation('GET /api/health', {}).data?.data;
  const ways = useOperation('GET /api/sign-in', {}).data?.data;
  if (me === undefined || health === undefined || ways === undefined) {
    return <Skeleton lines={5} label="Loading what is general …" />;
  }
  return (
    <div className="panel-body stack">
      <dl className="facts">
        <dt>Organisation</dt>
        <dd>{me.organisation.name}</dd>
        <dt>You</dt>
        <dd>
          {me.name}, {me.role}
          {me.kind === 'key' ? ', by an API key' : ''}
        </dd>
        <dt>Version</dt>
        <dd className="mono">{health.version}</dd>
        <dt>Address</dt>
        <dd className="row">
          <span className="mono">{window.location.origin}</span>
          <CopyButton text={window.location.origin} what="the address" />
        </dd>
        <dt>People sign in with</dt>
        <dd>{waysInWords(ways)}</dd>
        <dt>API</dt>
        <dd>
          <a className="link" href="/api/openapi.json">
            OpenAPI document
          </a>
        </dd>
      </dl>
      <Allowed needs="admin" what="Changing how much is logged">
        <LogLevel />
      </Allowed>
    </div>
  );
}

function LogLevel() {
  const level = useOperation('GET /api/system/log-level', {}).data?.data.level;
  const change = useAction('PUT /api/system/log-level', { done: 'Changed until the next start' });
  if (level === undefined) return null;
  return (
    <div className="field general-level">
      <span className="label">What is logged</span>
      <FormChoiceSaved
        label="What is logged"
        value={level}
        options={levels}
        isSaving={change.isPending}
        onSave={(next) => change.mutate({ body: { level: next } })}
      />
      <span className="hint">Until the next start; then the configuration counts again.</span>
    </div>
  );
}

function waysInWords({ local, singleSignOn }: DataOf<'GET /api/sign-in'>): string {
  const ways = [
    ...(local ? ['e-mail and password'] : []),
    ...(singleSignOn === undefined ? [] : [singleSignOn.label]),
  ];
  return ways.length === 0 ? 'an API key' : ways.join(', or ');
}
