// How the registry tells of pushes: what to enter at the vendor, and what it has sent lately.

import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useAction } from '../../components/use-action.ts';
import { useLeaveGuard } from '../../components/use-leave-guard.tsx';
import { PushSecrets } from './push-secrets.tsx';
import { PushSetups } from './push-setups.tsx';
import { ReceiptsList } from './receipts-list.tsx';

export function PushTab({ id }: { readonly id: string }) {
  return (
    <div className="panel-body stack">
      <p className="muted">
        With push events a new image is scanned seconds after its push instead of at the next sync.
        The registry calls this server; enter there what stands below.
      </p>
      <Allowed needs="developer" what="Seeing what to enter" reach="registry">
        <PushSetup id={id} />
      </Allowed>
    </div>
  );
}

function PushSetup({ id }: { readonly id: string }) {
  const params = { id };
  const webhook = useOperation('GET /api/registries/{id}/webhook', { params });
  const [made, setMade] = useState<DataOf<'POST /api/registries/{id}/webhook'>>();
  const [isCopied, setCopied] = useState(false);
  // What has been used is entered somewhere, and what is revoked is missed by nobody.
  const isUnused = webhook.data?.data.secrets.some(
    ({ prefix, lastUsedAt }) => made?.secret.startsWith(prefix) && lastUsedAt === undefined,
  );
  const { question } = useLeaveGuard({
    isAtRisk: isUnused === true && !isCopied,
    what: 'the secret',
  });
  const make = useAction('POST /api/registries/{id}/webhook', {
    done: 'Secret made; it is shown this once',
    onDone: ({ data }) => {
      setMade(data);
      setCopied(false);
    },
  });
  if (webhook.isError) {
    return (
      <FailureNotice
        error={webhook.error}
        what="The set-up could not be read."
        retry={() => void webhook.refetch()}
      />
    );
  }
  if (webhook.data === undefined) return <Skeleton lines={6} label="Loading the set-up …" />;
  const { secrets } = webhook.data.data;
  const setups = made?.setups ?? webhook.data.data.setups;
  return (
    <>
      {made === undefined ? null : (
        <div className="notice" data-tone="good">
          <p>
            <b>The secret is in the values below, this once.</b> Leave this page only when it is
            entered.
          </p>
        </div>
      )}
      <PushSetups
        setups={setups}
        onCopied={(value) => {
          if (made !== undefined && value.includes(made.secret)) setCopied(true);
        }}
      />
      <Allowed needs="admin" what="Making a secret" reach="registry">
        <div className="row">
          <Button
            kind={secrets.length === 0 ? 'primary' : undefined}
            busy={make.isPending ? 'Making …' : undefined}
            onClick={() => make.mutate({ params, body: {} })}
          >
            {secrets.length === 0 ? 'Make the secret' : 'Make another secret'}
          </Button>
          <span className="hint">
            Two are valid at once, so that one can be replaced without a gap.
          </span>
        </div>
      </Allowed>
      <PushSecrets id={id} secrets={secrets} />
      <ReceiptsList id={id} />
      {question}
    </>
  );
}
