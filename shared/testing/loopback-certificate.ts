// A private authority and server certificates for the loopback address, good and bad, made by openssl for the
// moment of a test. The keys live in memory and in a folder that is gone when this returns.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerTls } from './fake-registry/loopback-server.ts';

const run = promisify(execFile);

export interface LoopbackCertificates {
  readonly kind: 'made';
  /** PEM of the authority that signed all of these. */
  readonly ca: string;
  /** For 127.0.0.1, ::1 and localhost, unless other names were given. */
  readonly server: ServerTls;
  /** For the same names, but over since 2020. */
  readonly expired: ServerTls;
  /** Valid, but for `elsewhere.example`. */
  readonly wrongName: ServerTls;
}

export interface NoCertificates {
  readonly kind: 'unavailable';
  /** For `t.skip`. */
  readonly reason: string;
}

const loopbackNames = 'DNS:localhost,IP:127.0.0.1,IP:::1';
const validPeriod = ['20250101000000Z', '20991231235959Z'] as const;
const pastPeriod = ['20200101000000Z', '20200201000000Z'] as const;

/** `openssl ca` is the one command that takes both dates in every version still in use. */
const authorityConfig = `[ca]
default_ca = loopback
[loopback]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = any_name
unique_subject = no
rand_serial = yes
[any_name]
commonName = supplied
`;

/** Two calls give two authorities that do not trust each other. */
export async function makeLoopbackCertificates(
  names = loopbackNames,
): Promise<LoopbackCertificates | NoCertificates> {
  try {
    await run('openssl', ['version']);
  } catch {
    return { kind: 'unavailable', reason: 'openssl is not installed' };
  }
  const folder = await mkdtemp(join(tmpdir(), 'loopback-certificates-'));
  try {
    await makeAuthority(folder);
    return {
      kind: 'made',
      ca: await readFile(join(folder, 'ca.pem'), 'utf8'),
      server: await issue(folder, 'server', names, validPeriod),
      expired: await issue(folder, 'expired', names, pastPeriod),
      wrongName: await issue(folder, 'wrong-name', 'DNS:elsewhere.example', validPeriod),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeAuthority(folder: string): Promise<void> {
  await writeFile(join(folder, 'ca.cnf'), authorityConfig);
  await writeFile(join(folder, 'index.txt'), '');
  await openssl(folder, [
    ...['req', '-x509', '-subj', '/CN=Loopback test authority', '-days', '3650'],
    ...newKey('ca.key'),
    ...['-out', 'ca.pem', '-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ]);
}

async function issue(
  folder: string,
  name: string,
  alternativeNames: string,
  [start, end]: readonly [string, string],
): Promise<ServerTls> {
  const extensions = `subjectAltName=${alternativeNames}\nextendedKeyUsage=serverAuth\n`;
  await writeFile(join(folder, `${name}.ext`), extensions);
  await openssl(folder, [
    ...['req', '-new', '-subj', `/CN=${name}`, ...newKey(`${name}.key`), '-out', `${name}.csr`],
  ]);
  await openssl(folder, [
    ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
    ...['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`],
    ...['-startdate', start, '-enddate', end],
  ]);
  return {
    key: await readFile(join(folder, `${name}.key`), 'utf8'),
    cert: await readFile(join(folder, `${name}.pem`), 'utf8'),
  };
}

function newKey(file: string): readonly string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file];
}

async function openssl(folder: string, parameters: readonly string[]): Promise<void> {
  await run('openssl', [...parameters], { cwd: folder });
}
