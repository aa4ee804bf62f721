// Registries as the API shows them: what is stored of them, how they are doing and what is open in their images.
import type { Static } from 'typebox';
import type { Registry } from '../domain/registries/registry-store.ts';
import { type RegistrySchema, registryView } from './schemas/registry.ts';
import type { ApiServices } from './services.ts';

type RegistryServices = Pick<ApiServices, 'registryStates' | 'findings'>;
type RegistryView = Static<typeof RegistrySchema>;

export async function shownRegistries(
  { registryStates, findings }: RegistryServices,
  orgId: string,
  registries: readonly Registry[],
): Promise<RegistryView[]> {
  const states = await registryStates.of(orgId, registries);
  const open = await findings.openByRegistry(
    orgId,
    registries.map(({ id }) => id),
  );
  return registries.map((registry, index) => {
    const [state, counts] = [states[index], open.get(registry.id)];
    if (state === undefined || counts === undefined) {
      throw new TypeError('a registry has a state and counts');
    }
    return registryView(registry, state, counts);
  });
}

export async function shownRegistry(
  services: RegistryServices,
  orgId: string,
  registry: Registry,
): Promise<RegistryView> {
  const [view] = await shownRegistries(services, orgId, [registry]);
  if (view === undefined) throw new TypeError('a registry is shown');
  return view;
}
