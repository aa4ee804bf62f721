// What a test of a connection found: reachable, authenticated, how fast, and what to check first where it failed.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { durationWords } from '../time/relative-words.ts';
import { Icon } from './icon.tsx';
import { providerName } from './provider-mark.tsx';

type Verdict = DataOf<'POST /api/registries/test-connection'>;

export function TestVerdict({ verdict }: { readonly verdict: Verdict }) {
  const isGood = verdict.reachable && verdict.authenticated;
  const detected = verdict.details['detectedBy'];
  return (
    <div className="notice" data-tone={isGood ? 'good' : 'bad'} role="status">
      <ul className="verdict">
        <Fact
          holds={verdict.reachable}
          yes={`Reachable, ${durationWords(verdict.latencyMs)}`}
          no="Not reachable"
        />
        <Fact holds={verdict.authenticated} yes={signedInWords(verdict)} no="Not signed in" />
      </ul>
      <p className="small muted">
        {providerName(verdict.provider)}
        {detected === undefined ? '' : `, told by ${detected}`}
      </p>
      {verdict.code === undefined ? null : (
        <p>
          {verdict.message} <span className="mono muted">{verdict.code}</span>
        </p>
      )}
      {verdict.firstCheck === undefined ? null : (
        <p className="small">
          <b>First check:</b> {verdict.firstCheck}
        </p>
      )}
      <Looked details={verdict.details} />
    </div>
  );
}

function signedInWords({ credentialSource }: Verdict): string {
  if (credentialSource === 'anonymous') return 'Open to read, without a credential';
  return credentialSource === undefined ? 'Signed in' : `Signed in, by ${credentialSource}`;
}

/** Where a credential was looked for, in order, and the certificates the registry showed. */
function Looked({ details }: { readonly details: Verdict['details'] }) {
  const tried = details['credentialTrace']?.split('; ') ?? [];
  const chain = details['chain']?.split(' < ') ?? [];
  if (tried.length + chain.length === 0) return null;
  return (
    <details className="more small">
      <summary>What was tried</summary>
      <ol className="looked">
        {tried.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      {chain.length === 0 ? null : (
        <>
          <p className="muted">Certificates it showed, each signed by the next:</p>
          <ol className="looked">
            {chain.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ol>
        </>
      )}
    </details>
  );
}

function Fact({
  holds,
  yes,
  no,
}: {
  readonly holds: boolean;
  readonly yes: string;
  readonly no: string;
}) {
  return (
    <li className="row" data-holds={holds}>
      <Icon name={holds ? 'check' : 'cross'} />
      <b>{holds ? yes : no}</b>
    </li>
  );
}
