// A client certificate that vouches for itself, made by openssl for the moment. For tests only.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientCertificate } from '@harborguard/shared/protocol/registry-target.ts';

export function makeClientCertificate(folder: string, name = 'client'): ClientCertificate {
  const paths = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-days', '2', '-keyout', paths.key, '-out', paths.cert],
    ],
    { stdio: 'ignore' },
  );
  return { certPem: readFileSync(paths.cert, 'utf8'), keyPem: readFileSync(paths.key, 'utf8') };
}
