// Whose signatures count: public keys and keyless identities, and the root keyless ones are judged by.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { ListHead } from '../../../components/list-head.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';
import { AddSignerButton } from './add-signer-button.tsx';
import { TrustedRoot } from './trusted-root.tsx';

type Signer = RowOf<'GET /api/signers'>;

export function SignaturesTab() {
  const caller = useCaller();
  const signers = useOperation('GET /api/signers', {}, { enabled: caller.may('viewer') });
  const mayChange = caller.may('admin');
  return (
    <>
      <section aria-label="Signers">
        <ListHead
          title="Signers"
          note="A change judges every signature anew from what is stored, without a pull."
          needs="admin"
          what="Trusting somebody"
        >
          <AddSignerButton />
        </ListHead>
        <AskedList
          answer={signers}
          what="signers"
          columns={['Signer', 'Trusted by', 'Repositories', 'Since', 'Actions']}
          empty="Nobody is trusted yet: every signature is one of an unknown signer."
        >
          {(signer) => <SignerRow key={signer.id} signer={signer} mayChange={mayChange} />}
        </AskedList>
      </section>
      <TrustedRoot />
    </>
  );
}

function SignerRow({
  signer,
  mayChange,
}: {
  readonly signer: Signer;
  readonly mayChange: boolean;
}) {
  const { id, name, repositories, trust, createdAt } = signer;
  const remove = useAction('DELETE /api/signers/{id}', { done: `${name} is no longer trusted` });
  return (
    <tr>
      <td className="name">{name}</td>
      <td data-label="Trusted by">
        {trust.kind === 'key' ? (
          <span className="row small">
            a public key <CopyButton text={trust.publicKey} what={`the key of ${name}`} />
          </span>
        ) : (
          <span className="stack-tight">
            <span className="mono small wrap">{trust.identity}</span>
            <span className="tiny muted wrap">by {trust.issuer}</span>
          </span>
        )}
      </td>
      <td data-label="Repositories" className="small wrap">
        {repositories.length === 0 ? 'all' : repositories.join(', ')}
      </td>
      <td data-label="Since">
        <RelativeTime at={createdAt} />
      </td>
      <td className="end">
        {mayChange ? (
          <ConfirmButton
            label="Remove"
            describe={`Remove ${name}`}
            title={`Trust ${name} no longer?`}
            note="What only this signer signed counts as signed by somebody unknown, for policies too."
            busy={remove.isPending ? 'Removing …' : undefined}
            onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
          />
        ) : null}
      </td>
    </tr>
  );
}
