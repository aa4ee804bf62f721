// What the sensor knows of itself, asked over its link when somebody wants to know: numbers, codes and names, no value.

import type { DataOf, RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { Button } from '../../components/button.tsx';
import { byteWords } from '../../components/byte-words.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { saveFile } from '../../components/save-file.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { durationWords } from '../../time/relative-words.ts';

type Diagnostics = DataOf<'GET /api/sensors/{id}/diagnostics'>;

export function DiagnosticsPanel({ sensor }: { readonly sensor: RowOf<'GET /api/sensors'> }) {
  return (
    <Panel title="Diagnostics" note="asked now, over its link">
      {sensor.managed ? (
        <p className="muted small">
          It is the operator’s. First check: the log of this server, which holds its lines too.
        </p>
      ) : (
        <Allowed needs="admin" what="Asking it">
          <AskedDiagnostics sensor={sensor} />
        </Allowed>
      )}
    </Panel>
  );
}

function AskedDiagnostics({ sensor }: { readonly sensor: RowOf<'GET /api/sensors'> }) {
  const answer = useOperation(
    'GET /api/sensors/{id}/diagnostics',
    { params: { id: sensor.id } },
    { enabled: sensor.connected },
  );
  if (!sensor.connected) {
    return (
      <p className="muted small">
        Its link is closed, so it cannot be asked. First check: whether its process runs and reaches{' '}
        <span className="mono">{window.location.origin}</span>; run{' '}
        <code className="mono">sensor doctor</code> beside it.
      </p>
    );
  }
  if (answer.isError) {
    return (
      <FailureNotice
        error={answer.error}
        what="It gave no answer."
        retry={() => void answer.refetch()}
      />
    );
  }
  if (answer.data === undefined) return <Skeleton lines={6} label="Asking the sensor …" />;
  const diagnostics = answer.data.data;
  const bundle = () =>
    new Blob([JSON.stringify(diagnostics, undefined, 2)], { type: 'application/json' });
  return (
    <div className="stack">
      <DiagnosticsFacts diagnostics={diagnostics} />
      <LatestErrors errors={diagnostics.errors} />
      <LinkHistory link={diagnostics.link} />
      <Variables variables={diagnostics.variables} />
      <div className="row">
        <Button
          busy={answer.isFetching ? 'Asking …' : undefined}
          onClick={() => void answer.refetch()}
        >
          Ask again
        </Button>
        <Button onClick={() => void saveFile(Promise.resolve(bundle()), `${sensor.name}.json`)}>
          Download
        </Button>
      </div>
    </div>
  );
}

function DiagnosticsFacts({ diagnostics }: { readonly diagnostics: Diagnostics }) {
  const { outbox, startedAt, nodeVersion, freeDiskBytes, layerCacheBytes } = diagnostics;
  return (
    <dl className="facts">
      <dt>Started</dt>
      <dd>
        <RelativeTime at={new Date(startedAt).toISOString()} />, Node {nodeVersion}
      </dd>
      <dt>Outbox</dt>
      <dd className="number">
        {outbox.messages === 0
          ? 'empty'
          : `${outbox.messages.toLocaleString('en')} waiting (${byteWords(outbox.bytes)}), the oldest for ${durationWords(outbox.oldestAgeMs)}`}
        ; {outbox.ackedUpTo.toLocaleString('en')} of {outbox.lastSeq.toLocaleString('en')} confirmed
        {outbox.lost === 0 ? '' : `, ${outbox.lost.toLocaleString('en')} given up`}
      </dd>
      <dt>Layers remembered</dt>
      <dd className="number">{byteWords(layerCacheBytes)}</dd>
      <dt>Free disk</dt>
      <dd className="number">{freeDiskBytes === undefined ? '–' : byteWords(freeDiskBytes)}</dd>
    </dl>
  );
}

function LatestErrors({ errors }: { readonly errors: Diagnostics['errors'] }) {
  if (errors.length === 0) return <p className="small muted">No error since its start.</p>;
  return (
    <section className="stack-tight" aria-label="Errors since its start">
      <h3>Errors since its start</h3>
      <ul className="stack-tight small">
        {errors.toReversed().map(({ code, count, lastAt }) => (
          <li key={code}>
            <span className="mono">{code}</span>{' '}
            <span className="muted">
              {count.toLocaleString('en')} ×, last{' '}
              <RelativeTime at={new Date(lastAt).toISOString()} />
              {isErrorCode(code) ? `. First check: ${errorRow(code).firstCheck}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LinkHistory({ link }: { readonly link: Diagnostics['link'] }) {
  return (
    <details>
      <summary className="small">Its link: {link.length.toLocaleString('en')} changes</summary>
      <ul className="stack-tight small details-body">
        {link.toReversed().map(({ at, state, code }) => (
          <li key={`${at} ${state}`}>
            {state} {code === undefined ? null : <span className="mono">{code}</span>}{' '}
            <span className="muted">
              <RelativeTime at={new Date(at).toISOString()} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Variables({ variables }: { readonly variables: Diagnostics['variables'] }) {
  const set = variables.filter(({ origin }) => origin !== 'unset');
  return (
    <details>
      <summary className="small">
        Its variables: {set.length.toLocaleString('en')} set; what they say stays there
      </summary>
      <ul className="stack-tight small details-body">
        {set.map(({ name, origin }) => (
          <li key={name}>
            <span className="mono">{name}</span> <span className="muted">{origin}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
