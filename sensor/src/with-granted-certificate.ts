// A target with the client certificate that the control plane holds for it: asked for where one is named, and never
// where the secrets of a registry lie with the sensor.
import type {
  GrantedSecrets,
  RegistryTarget,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';

export async function withGrantedCertificate(
  target: RegistryTarget,
  granted: (registryId: string) => Promise<GrantedSecrets>,
): Promise<LocalRegistryTarget> {
  const isNamed = target.clientCertificateId !== undefined;
  if (!isNamed || target.credentialHolder === 'sensor') return target;
  const { clientCertificate } = await granted(target.registryId);
  return clientCertificate === undefined ? target : { ...target, clientCertificate };
}
