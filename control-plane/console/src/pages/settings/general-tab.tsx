// The installation in short: which organisation and version this is, how people come in, and how much is logged.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
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
  const asked = [
    useOperation('GET /api/me', {}),
    useOperation('GET /api/health', {}),
    useOperation('GET /api/sign-in', {}),
  ] as const;
  const [me, health, ways] = [asked[0].data?.data, asked[1].data?.data, asked[2].data?.data];
  const failed = asked.find(({ isError, data }) => isError && data === undefined);
  if (failed !== undefined) {
    return (
      <FailureNotice
        error={failed.error}
        what="What is general could not be read."
        retry={() => {
          for (const each of asked) if (each.isError) void each.refetch();
        }}
      />
    );
  }
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
          {me.name}, with the role {me.role}
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
  const answer = useOperation('GET /api/system/log-level', {});
  const change = useAction('PUT /api/system/log-level', { done: 'Changed until the next start' });
  if (answer.isError) {
    return (
      <FailureNotice
        error={answer.error}
        what="How much is logged could not be read."
        retry={() => void answer.refetch()}
      />
    );
  }
  const level = answer.data?.data.level;
  if (level === undefined) return <Skeleton lines={2} label="Loading how much is logged …" />;
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
