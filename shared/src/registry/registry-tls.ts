// What a sensor adds to a target from files beside it: it stays there. Unlike RegistryTarget this is in no frame,
// since a client's key is a secret.
import type { ClientCertificate, RegistryTarget } from '../protocol/registry-target.ts';
import type { VendorSettings } from './vendor-settings.ts';

export interface LocalRegistryTarget extends RegistryTarget {
  readonly clientCertificate?: ClientCertificate;
  readonly vendor?: VendorSettings;
}
