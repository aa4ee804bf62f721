// The API keys: what each may do, where, until when, and whether it is used.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { AskedList } from '../../components/asked-list.tsx';
import { ListHead } from '../../components/list-head.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { CreateKeyButton } from './create-key-button.tsx';
import { EnrolmentList } from './enrolment/enrolment-list.tsx';
import { KeyRow } from './key-row.tsx';

const route = getRouteApi('/settings');
const pageSize = 50;

export function KeysTab() {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const caller = useCaller();
  const names = useRegistryNames();
  const keys = useOperation(
    'GET /api/api-keys',
    { query: { page, limit: pageSize } },
    { keepPrevious: true, enabled: caller.may('admin') },
  );
  return (
    <>
      <ListHead
        note="For pipelines and sensors. A key is shown once, when it is made."
        needs="admin"
        what="Seeing and making keys"
      >
        <CreateKeyButton />
      </ListHead>
      <AskedList
        answer={keys}
        what="keys"
        columns={['Key', 'Role', 'Registries', 'Made', 'Ends', 'Last used', 'Actions']}
        empty="No key is usable."
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      >
        {(key) => <KeyRow key={key.id} apiKey={key} registryNames={names} />}
      </AskedList>
      <EnrolmentList />
    </>
  );
}
