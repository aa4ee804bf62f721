// AWS KMS over HTTP as far as keys that wrap are concerned: bound to key and encryption context, by the rights of whoever
// signs, and with the refusals of the real one. For tests only.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface KmsDouble {
  readonly endpoint: string;
  readonly asked: string[];
  /** Access key ids that may use keys. */
  readonly allowed: Set<string>;
  readonly disabled: Set<string>;
  addKey(): string;
  stop(): Promise<void>;
}

interface Question {
  readonly KeyId: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

export const kmsRegion = 'eu-central-1';

export async function startKms(t: TestContext, accessKeyId: string): Promise<KmsDouble> {
  const keys = new Map<string, Buffer>();
  const double = {
    asked: [] as string[],
    allowed: new Set([accessKeyId]),
    disabled: new Set<string>(),
  };
  const answer = (action: string, question: Question): [number, object] => {
    const key = keys.get(question.KeyId);
    if (key === undefined) return failure('NotFoundException');
    if (double.disabled.has(question.KeyId)) return failure('DisabledException');
    const context = JSON.stringify(Object.entries(question.EncryptionContext ?? {}).toSorted());
    const KeyId = question.KeyId;
    if (action === 'Encrypt') {
      const bytes = Buffer.from(question.Plaintext ?? '', 'base64');
      return [200, { KeyId, CiphertextBlob: sealed(key, context, bytes).toString('base64') }];
    }
    const blob = Buffer.from(question.CiphertextBlob ?? '', 'base64');
    if (!blob.subarray(0, 8).equals(nameOf(key))) return failure('IncorrectKeyException');
    const opened = openedWith(key, context, blob);
    if (opened === undefined) return failure('InvalidCiphertextException');
    return [200, { KeyId, Plaintext: opened.toString('base64') }];
  };
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('TrentService.', '');
    const { authorization = '' } = request.headers;
    const signer = /Credential=([^/]+)\/\d+\/([^/]+)\/kms\/aws4_request/.exec(authorization);
    const body = await textOf(request);
    double.asked.push(`${action} ${signer?.[2]} ${body}`);
    const [status, told] = double.allowed.has(signer?.[1] ?? '')
      ? answer(action, JSON.parse(body) as Question)
      : failure('AccessDeniedException');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  t.after(stop);
  return {
    ...double,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addKey: () => {
      const name = `00000000-0000-4000-8000-${String(keys.size).padStart(12, '0')}`;
      const arn = `arn:aws:kms:${kmsRegion}:123456789012:key/${name}`;
      keys.set(arn, randomBytes(32));
      return arn;
    },
    stop,
  };
}

function failure(name: string): [number, object] {
  return [400, { __type: name, message: 'refused' }];
}

function nameOf(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, 8);
}

function sealed(key: Buffer, context: string, bytes: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nameOf(key), nonce, cipher.getAuthTag(), body]);
}

function openedWith(key: Buffer, context: string, blob: Buffer): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(8, 20))
      .setAAD(Buffer.from(context))
      .setAuthTag(blob.subarray(20, 36));
    return Buffer.concat([decipher.update(blob.subarray(36)), decipher.final()]);
  } catch {
    return undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
