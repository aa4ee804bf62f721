// What the doubles of one cloud are: names and metadata services, each with the double behind it, and what is granted.

import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import {
  debianBookworm,
  dpkgStatus,
  osRelease,
} from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import type { TokenTrust } from '@harborguard/shared/testing/vendors/token-trust.ts';

/** Of the container: where the test outside speaks to the doubles. */
export const controlPort = 9000;

export interface DoublesConfig {
  readonly cloud: 'aws' | 'azure' | 'google';
  readonly tls: { readonly key: string; readonly cert: string };
  /** `host:port` of the control plane. */
  readonly controlPlane: string;
  /** What the guide has agreed on with the cloud; absent for machines. */
  readonly trust?: TokenTrust;
  /** The client id of an identity in Azure. */
  readonly clientId?: string;
}

/** What the test may take away. */
export interface CloudState {
  /** Whether an identity is bound to the machine or pod. */
  readonly bound: boolean;
  /** Whether that identity has rights at the registry. */
  readonly granted: boolean;
}

export interface CloudDoubles {
  /** Name -> `host:port` of what answers to it. */
  readonly names: Readonly<Record<string, string>>;
  /** `host:port` of what answers at the link-local addresses. */
  readonly machine: string;
  set(state: CloudState): void;
}

export async function startRegistryWithImage(repository: string): Promise<FakeRegistry> {
  const registry = await startFakeRegistry();
  const entries = [
    ...osRelease(debianBookworm),
    dpkgStatus([{ name: 'zlib1g', version: '1:1.2.13.dfsg-1' }]),
  ];
  registry.push(makeImage({ layers: [await makeLayer(entries)] }), repository, '1.0');
  return registry;
}
