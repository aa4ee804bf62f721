// The layouts of cosign 2 (payload, certificate and log entry in annotations) as a sigstore bundle, so that one verifier
// judges both. Undefined when something does not have its form.
import { createHash, X509Certificate } from 'node:crypto';
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { type Static, type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';
import { parseJsonObject } from '../oci/parse-json.ts';
import type { DsseMaterial, SimpleSigningMaterial } from './attachment.ts';

const LogEntry = Type.Object({
  SignedEntryTimestamp: Type.String(),
  Payload: Type.Object({
    body: Type.String(),
    integratedTime: Type.Integer({ minimum: 0 }),
    logIndex: Type.Integer({ minimum: 0 }),
    logID: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
});
const Timestamp = Type.Object({ SignedRFC3161Timestamp: Type.String({ minLength: 1 }) });
const LogBody = Type.Object({ kind: Type.String(), apiVersion: Type.String() });

export function keylessBundle(material: SimpleSigningMaterial | DsseMaterial): Bundle | undefined {
  try {
    return bundleFromJSON({
      mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
      verificationMaterial: {
        x509CertificateChain: { certificates: [{ rawBytes: leafOf(material.certificate ?? '') }] },
        tlogEntries: material.logEntry === undefined ? [] : [logEntryOf(material.logEntry)],
        timestampVerificationData: {
          rfc3161Timestamps:
            material.timestamp === undefined ? [] : [timestampOf(material.timestamp)],
        },
      },
      ...contentOf(material),
    });
  } catch {
    return undefined;
  }
}

function contentOf(material: SimpleSigningMaterial | DsseMaterial): Record<string, unknown> {
  if (material.format === 'dsse') return { dsseEnvelope: JSON.parse(material.envelope) };
  const payload = Buffer.from(material.payload, 'base64');
  return {
    messageSignature: {
      messageDigest: {
        algorithm: 'SHA2_256',
        digest: createHash('sha256').update(payload).digest('base64'),
      },
      signature: material.signature,
    },
  };
}

function leafOf(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}

function logEntryOf(text: string): unknown {
  const { SignedEntryTimestamp: signedEntryTimestamp, Payload: entry } = checked(LogEntry, text);
  const { kind, apiVersion: version } = checked(
    LogBody,
    Buffer.from(entry.body, 'base64').toString(),
  );
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind, version },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    canonicalizedBody: entry.body,
  };
}

function timestampOf(text: string): unknown {
  return { signedTimestamp: checked(Timestamp, text).SignedRFC3161Timestamp };
}

function checked<Schema extends TSchema>(schema: Schema, text: string): Static<Schema> {
  const json = parseJsonObject(Buffer.from(text));
  const value: unknown = json.kind === 'invalid' ? undefined : json.value;
  if (!Check(schema, value)) throw new TypeError('a wrong field');
  return value;
}
