// Asks for a scan of this very digest.
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import type { ImageDetail } from './image-detail.ts';

export function RescanButton({ image }: { readonly image: ImageDetail }) {
  const scan = useAction('POST /api/scans', { done: 'Scan queued; Activity shows how it goes' });
  const caller = useCaller();
  const [location] = image.locations;
  const host = useRegistryHost(location?.registryId);
  if (!caller.may('ci', 'registry')) {
    return <RoleNote needs="ci" what="A scan" reach="registry" />;
  }
  if (location === undefined || host === undefined || image.kind === 'index') return null;
  const { registryId, repository } = location;
  return (
    <Button
      kind="primary"
      busy={scan.isPending ? 'Asking …' : undefined}
      onClick={() =>
        scan.mutate({ body: { registryId, image: `${host}/${repository}@${image.digest}` } })
      }
    >
      Rescan
    </Button>
  );
}

function useRegistryHost(id: string | undefined): string | undefined {
  const registry = useOperation(
    'GET /api/registries/{id}',
    { params: { id: id ?? '' } },
    { enabled: id !== undefined },
  );
  return registry.data?.data.url.replace(/^https?:\/\//, '');
}
