// A certificate authority, a certificate log and a transparency log of our own, in the shape of the public ones, with the
// trusted root that names them. What they sign is what cosign would have got from Fulcio and Rekor.
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { initializeCA, initializeCTLog, initializeTLog } from '@sigstore/mock';
import { type SigningKey, signBytes } from './signing-kit.ts';

export interface KeylessSignature {
  readonly signature: string;
  readonly certificatePem: string;
  /** As cosign 2 writes it into the annotation. */
  readonly logEntry: string;
  /** The same as a bundle of version 0.3 carries it. */
  readonly bundleEntry: Readonly<Record<string, unknown>>;
  readonly certificateBase64: string;
}

export interface KeylessAuthority {
  readonly trustedRoot: string;
  sign(message: Uint8Array, identity: string, issuer: string): Promise<KeylessSignature>;
}

const issuerExtension = '1.3.6.1.4.1.57264.1.1';

export async function createKeylessAuthority(): Promise<KeylessAuthority> {
  const [caKeys, ctKeys, logKeys] = [pair(), pair(), pair()];
  const ctLog = await initializeCTLog(ctKeys);
  const ca = await initializeCA(caKeys, ctLog);
  const log = await initializeTLog('https://rekor.example', logKeys);
  const trustedRoot = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf('https://rekor.example', logKeys.publicKey)],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.example',
        certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] },
        validFor: { start: '2020-01-01T00:00:00Z' },
      },
    ],
    ctlogs: [logOf('https://ctlog.example', ctKeys.publicKey)],
    timestampAuthorities: [],
  });
  return {
    trustedRoot,
    sign: async (message, identity, issuer) => {
      const { publicKey, privateKey } = pair();
      const certificate = await ca.issueCertificate({
        publicKey: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
        subjectAltName: identity,
        extensions: [{ oid: issuerExtension, value: issuer, legacy: true }],
      });
      const certificateBase64 = base64(certificate);
      const certificatePem = pemOf(certificateBase64);
      const signature = signBytes({ privateKey } as SigningKey, message).toString('base64');
      const entries = await log.log(hashedRekord(message, signature, certificatePem));
      const [entry] = Object.values(entries) as LogEntry[];
      if (entry === undefined) throw new TypeError('the log gave no entry');
      return {
        ...{ signature, certificatePem, certificateBase64 },
        logEntry: cosignEntry(entry),
        bundleEntry: bundleEntry(entry),
      };
    },
  };
}

interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly checkpoint: string;
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
    };
  };
}

function hashedRekord(message: Uint8Array, signature: string, certificatePem: string) {
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: {
        hash: { algorithm: 'sha256', value: createHash('sha256').update(message).digest('hex') },
      },
      signature: {
        content: signature,
        publicKey: { content: Buffer.from(certificatePem).toString('base64') },
      },
    },
  };
}

function cosignEntry({ body, integratedTime, logID, logIndex, verification }: LogEntry): string {
  return JSON.stringify({
    SignedEntryTimestamp: verification.signedEntryTimestamp,
    Payload: { body, integratedTime, logIndex, logID },
  });
}

function bundleEntry(entry: LogEntry): Readonly<Record<string, unknown>> {
  const { inclusionProof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind: 'hashedrekord', version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(inclusionProof.logIndex),
      rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'),
      treeSize: String(inclusionProof.treeSize),
      hashes: [],
      checkpoint: { envelope: inclusionProof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}

function logOf(baseUrl: string, key: KeyObject) {
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: der.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: '2020-01-01T00:00:00Z' },
    },
    logId: { keyId: createHash('sha256').update(der).digest('base64') },
  };
}

function pair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function base64(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function pemOf(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
