// A key that never leaves the key management service of AWS: what wraps data keys is asked there, with the place as the
// encryption context, so that what is wrapped for one place opens for no other. Account and region are those of its ARN,
// credentials those the SDK finds by itself (environment, web identity, instance).
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { KeyEncryptionKey } from '../domain/credentials/key-encryption-key.ts';
import type { SealedPlace } from '../domain/credentials/seal.ts';

export interface AwsKmsOptions {
  /** For tests; otherwise that of the region, or AWS_ENDPOINT_URL_KMS. */
  readonly endpoint?: string;
}

const arnPattern = /^arn:aws[a-z-]*:kms:([a-z0-9-]{1,40}):[0-9]{12}:key\/[A-Za-z0-9-]{1,64}$/;
/** A start that waits longer looks like one that hangs. */
const connectionTimeoutMs = 3_000;
const requestTimeoutMs = 5_000;
const attemptsMax = 3;

/** The names of the SDK's errors; everything else is taken for a service that does not answer. */
const codesByName: Readonly<Record<string, ErrorCode>> = {
  AccessDeniedException: 'KEY_SERVICE_REFUSED',
  CredentialsProviderError: 'KEY_SERVICE_REFUSED',
  ExpiredTokenException: 'KEY_SERVICE_REFUSED',
  IncompleteSignature: 'KEY_SERVICE_REFUSED',
  InvalidSignatureException: 'KEY_SERVICE_REFUSED',
  InvalidClientTokenId: 'KEY_SERVICE_REFUSED',
  MissingAuthenticationTokenException: 'KEY_SERVICE_REFUSED',
  UnrecognizedClientException: 'KEY_SERVICE_REFUSED',
  DisabledException: 'KEY_SERVICE_KEY_UNUSABLE',
  InvalidKeyUsageException: 'KEY_SERVICE_KEY_UNUSABLE',
  KMSInvalidStateException: 'KEY_SERVICE_KEY_UNUSABLE',
  NotFoundException: 'KEY_SERVICE_KEY_UNUSABLE',
  IncorrectKeyException: 'SEAL_KEY_WRONG',
  InvalidCiphertextException: 'SEAL_KEY_WRONG',
};

export function isAwsKmsArn(text: string): boolean {
  return arnPattern.test(text);
}

export function awsKmsKey(arn: string, { endpoint }: AwsKmsOptions = {}): KeyEncryptionKey {
  const region = arnPattern.exec(arn)?.[1] ?? '';
  // Only now: who keeps the key in a file does not pay for the SDK.
  const kms = lazily(async () => {
    const { DecryptCommand, EncryptCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = new KMSClient({
      region,
      maxAttempts: attemptsMax,
      requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    return { DecryptCommand, EncryptCommand, client };
  });
  return {
    id: `aws-kms:${arn}`,
    wrap: (place, bytes) =>
      told(arn, async () => {
        const { client, EncryptCommand } = await kms();
        const { CiphertextBlob } = await client.send(
          new EncryptCommand({ KeyId: arn, Plaintext: bytes, EncryptionContext: contextOf(place) }),
        );
        return demandBytes(CiphertextBlob);
      }),
    unwrap: (place, wrapped) =>
      told(arn, async () => {
        const { client, DecryptCommand } = await kms();
        const { Plaintext } = await client.send(
          new DecryptCommand({
            ...{ KeyId: arn, CiphertextBlob: wrapped, EncryptionContext: contextOf(place) },
          }),
        );
        return demandBytes(Plaintext);
      }),
  };
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Shown in the trail of the service. */
function contextOf({ table, column, rowId }: SealedPlace): Record<string, string> {
  return { application: 'harborguard', table, column, row: rowId };
}

function demandBytes(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new HarborError('KEY_SERVICE_UNREACHABLE');
  return bytes;
}

async function told<Value>(arn: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const code = codesByName[name] ?? 'KEY_SERVICE_UNREACHABLE';
    const reason = name === '' ? errorRow(code).meaning : name;
    throw new HarborError(code, { details: { key: arn, reason } });
  }
}
