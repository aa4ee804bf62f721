// Whether the audit log is whole, asked for by a button: the server looks at a piece at a time and says how far it is.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { proofWords } from './proof-words.ts';

type Proof = DataOf<'GET /api/audit/verify'>;
type Asked =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'answered'; readonly proof: Proof }
  | { readonly kind: 'failed'; readonly error: unknown };

export function AuditProof() {
  const [asked, setAsked] = useState<Asked>({ kind: 'not-asked' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const check = async (): Promise<void> => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    let proof: Proof = { state: 'checking' };
    try {
      while (proof.state === 'checking') {
        setAsked({ kind: 'answered', proof });
        const query = proof.cursor === undefined ? {} : { cursor: proof.cursor };
        proof = (await call('GET /api/audit/verify', { query }, signal)).data;
        if (signal.aborted) return;
      }
      setAsked({ kind: 'answered', proof });
    } catch (error) {
      if (!signal.aborted) setAsked({ kind: 'failed', error });
    }
  };
  const isRunning = asked.kind === 'answered' && asked.proof.state === 'checking';
  return (
    <div className="panel-body">
      <Button disabled={isRunning} onClick={() => void check()}>
        Check the chain
      </Button>{' '}
      <span role="status">{asked.kind === 'answered' ? proofWords(asked.proof) : ''}</span>
      {asked.kind === 'failed' ? (
        <FailureNotice
          error={asked.error}
          what="The chain could not be checked."
          retry={() => void check()}
        />
      ) : null}
    </div>
  );
}
