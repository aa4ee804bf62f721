// Which host names are registries of Google, and which of Google's places stands behind each.
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';

/** A public mirror of Docker Hub, which takes no credentials. */
const withoutLogin = 'mirror.gcr.io';

export function isGoogleRegistry(host: string): boolean {
  return detectProvider(host) === 'GOOGLE_GAR' && bare(host) !== withoutLogin;
}

/** `europe-west1` of `europe-west1-docker.pkg.dev`; undefined for gcr.io and its sisters. */
export function googleLocation(host: string): string | undefined {
  return /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(bare(host))?.[1];
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/:[0-9]+$/, '')
    .replace(/\.$/, '');
}
