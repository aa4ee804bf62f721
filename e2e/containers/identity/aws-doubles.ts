// Amazon as a pod or a machine sees it: role service, metadata service, agent, registry, its API and the storage of layers.
import { startAwsEcr } from '@harborguard/shared/testing/vendors/aws-ecr.ts';
import {
  type AwsIdentityServicesOptions,
  startAwsIdentityServices,
} from '@harborguard/shared/testing/vendors/aws-identity-services.ts';
import { type CloudDoubles, type DoublesConfig, startRegistryWithImage } from './cloud-doubles.ts';

const keys = {
  accessKeyId: 'ASIA0123456789ABCDEF',
  secretAccessKey: 'canary-secret',
  sessionToken: 'canary-session',
};
const hourMs = 3_600_000;
const storage = 'prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com';

export async function startAwsDoubles({ trust }: DoublesConfig): Promise<CloudDoubles> {
  const { url: registryUrl } = await startRegistryWithImage('shop/web');
  const identity: AwsIdentityServicesOptions = {
    keys,
    expiresAtMs: () => Date.now() + hourMs,
    ...(trust === undefined ? {} : { trust }),
  };
  const services = await startAwsIdentityServices(identity);
  const denied: string[] = [];
  const ecr = await startAwsEcr({
    ...{ registryUrl, keys: [keys], denied, storageOrigin: `https://${storage}` },
    expiresAtMs: () => Date.now() + 12 * hourMs,
  });
  return {
    names: {
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com': ecr.registry.host,
      'api.ecr.eu-west-1.amazonaws.com': ecr.api.host,
      'sts.eu-west-1.amazonaws.com': services.host,
      [storage]: ecr.storage.host,
    },
    machine: services.host,
    set({ bound, granted }) {
      identity.machineHasRole = bound;
      denied.splice(0, denied.length, ...(granted ? [] : ['GetAuthorizationToken']));
    },
  };
}
