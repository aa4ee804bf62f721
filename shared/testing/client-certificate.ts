// A client certificate that vouches for itself, made by openssl for the moment.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClientCertificate } from '../src/protocol/registry-target.ts';

/** openssl must be there. */
export async function makeClientCertificate(name: string): Promise<ClientCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'client-certificate-'));
  try {
    const parameters = [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-subj', `/CN=${name}`, '-days', '3650', '-keyout', 'key.pem', '-out', 'cert.pem'],
      ...['-addext', 'extendedKeyUsage=clientAuth'],
    ];
    await promisify(execFile)('openssl', parameters, { cwd: folder });
    return {
      certPem: await readFile(join(folder, 'cert.pem'), 'utf8'),
      keyPem: await readFile(join(folder, 'key.pem'), 'utf8'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
