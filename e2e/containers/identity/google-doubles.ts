// Google as a pod or a machine sees it: metadata server, token services, registry and the API that lists images.
import { startGoogleGar } from '@harborguard/shared/testing/vendors/google-gar.ts';
import {
  type GoogleIdentityServicesOptions,
  startGoogleIdentityServices,
} from '@harborguard/shared/testing/vendors/google-identity-services.ts';
import { type CloudDoubles, startRegistryWithImage } from './cloud-doubles.ts';

const token = 'ya29.canary-of-the-machine';
const host = 'europe-west1-docker.pkg.dev';

export async function startGoogleDoubles(): Promise<CloudDoubles> {
  const { url: registryUrl } = await startRegistryWithImage('acme/apps/shop/web');
  const identity: GoogleIdentityServicesOptions = { token, lifeSeconds: 3600 };
  const services = await startGoogleIdentityServices(identity);
  const accessTokens = [token];
  const gar = await startGoogleGar({ registryUrl, host, accessTokens });
  return {
    names: {
      [host]: gar.registry.host,
      'artifactregistry.googleapis.com': gar.api.host,
      'oauth2.googleapis.com': services.host,
    },
    machine: services.host,
    set({ bound, granted }) {
      identity.refused = !bound;
      accessTokens.splice(0, accessTokens.length, ...(granted ? [token] : []));
    },
  };
}
