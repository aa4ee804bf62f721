// What a person says about the trust between the sensor and a registry besides the address: the opt-out of checking its
// certificate, and the client certificate. In sensor mode both lie beside the sensor, as the credential does.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';
import { type CheckedCertificate, checkedClientCertificate } from './client-certificate.ts';
import type { ScanMethod } from './registry-store.ts';

interface TrustInput {
  readonly skipTlsVerify?: boolean;
  readonly clientCertificate?: ClientCertificate | null;
}

interface TrustPlace {
  /** Canonical. */
  readonly url: string;
  readonly scanMethod: ScanMethod;
}

/** Throws VALIDATION_FAILED where it would have no effect: a person would believe that it has. */
export function refuseUselessTrust(input: TrustInput, { url, scanMethod }: TrustPlace): void {
  const field =
    input.skipTlsVerify === true
      ? 'skipTlsVerify'
      : input.clientCertificate
        ? 'clientCertificate'
        : undefined;
  if (field === undefined) return;
  if (scanMethod === 'sensor') {
    throw invalid(field, 'in sensor mode it stands in the registries file of the sensor');
  }
  if (new URL(url).protocol === 'http:') throw invalid(field, 'only for an https:// address');
}

/** Undefined: not given. Throws VALIDATION_FAILED. */
export function clientCertificateOf({
  clientCertificate,
}: TrustInput): CheckedCertificate | undefined {
  return clientCertificate ? checkedClientCertificate(clientCertificate) : undefined;
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
