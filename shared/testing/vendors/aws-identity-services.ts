// Doubles of the services that give AWS keys: the role service (STS), the metadata service of a machine (IMDSv2) and
// the agent that EKS and ECS put beside a container. They look at what they are shown and keep count.
import { type AwsKeys, checkAwsSignature } from './aws-signature.ts';
import {
  type FrontReply,
  type FrontRequest,
  startVendorFront,
  type VendorFront,
} from './start-vendor-front.ts';
import { judgeToken, type TokenTrust, type TokenVerdict } from './token-trust.ts';

export interface AwsIdentityServicesOptions {
  /** What every service gives away. */
  readonly keys: AwsKeys;
  readonly expiresAtMs: () => number;
  /** Who may take on a role; absent: nobody. */
  readonly caller?: AwsKeys;
  readonly externalId?: string;
  /** The token of a pod, for IRSA and for the agent. */
  readonly podToken?: string;
  /** Whose tokens the role of a pod trusts, in place of one token. */
  trust?: TokenTrust;
  /** The role service refuses with this. */
  refusal?: string;
  /** Whether the machine has a role; absent: yes. */
  machineHasRole?: boolean;
}

const metadataToken = 'metadata-token';
const roleName = 'sensor-role';
const rolePath = '/latest/meta-data/iam/security-credentials/';

export function startAwsIdentityServices(
  options: AwsIdentityServicesOptions,
): Promise<VendorFront> {
  return startVendorFront({
    registryUrl: 'http://127.0.0.1:9',
    handle: (request) => handle(options, request),
  });
}

function handle(options: AwsIdentityServicesOptions, request: FrontRequest): FrontReply {
  const { method, path } = request;
  if (method === 'POST' && path === '/') return answerRoleService(options, request);
  if (path === '/v1/credentials') return answerAgent(options, request);
  if (method === 'PUT' && path === '/latest/api/token') return text(200, metadataToken);
  if (!path.startsWith(rolePath)) return text(404, '');
  // The second version of the service: whoever shows no token of its own gets nothing.
  if (request.headers['x-aws-ec2-metadata-token'] !== metadataToken) return text(401, '');
  if (options.machineHasRole === false) return text(404, '');
  return path === rolePath ? text(200, roleName) : { ...json(options), status: 200 };
}

function answerAgent(options: AwsIdentityServicesOptions, request: FrontRequest): FrontReply {
  const verdict = judged(options, request.headers.authorization ?? '');
  if (options.machineHasRole === false) return text(404, 'ResourceNotFoundException');
  return verdict === 'trusted' ? json(options) : text(403, 'AccessDeniedException');
}

function json({ keys, expiresAtMs }: AwsIdentityServicesOptions) {
  return {
    kind: 'answer',
    status: 200,
    body: {
      Code: 'Success',
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      Token: keys.sessionToken ?? '',
      Expiration: new Date(expiresAtMs()).toISOString(),
    },
  } as const;
}

function answerRoleService(options: AwsIdentityServicesOptions, request: FrontRequest): FrontReply {
  const form = new URLSearchParams(request.body.toString());
  if (options.refusal !== undefined) return failure(options.refusal);
  switch (form.get('Action')) {
    case 'AssumeRoleWithWebIdentity':
      return assumeWithToken(options, form.get('WebIdentityToken') ?? '');
    case 'AssumeRole':
      return mayTakeOn(options, request, form)
        ? success('AssumeRole', options)
        : failure('AccessDenied');
    default:
      return failure('InvalidAction');
  }
}

/** What the role service says of each fault of a token. */
const tokenFailures: Readonly<Record<Exclude<TokenVerdict, 'trusted'>, string>> = {
  'not-signed': 'InvalidIdentityToken',
  'wrong-issuer': 'InvalidIdentityToken',
  'wrong-audience': 'InvalidIdentityToken',
  expired: 'ExpiredTokenException',
  'wrong-subject': 'AccessDenied',
};

function assumeWithToken(options: AwsIdentityServicesOptions, token: string): FrontReply {
  const verdict = judged(options, token);
  return verdict === 'trusted'
    ? success('AssumeRoleWithWebIdentity', options)
    : failure(tokenFailures[verdict]);
}

function judged({ podToken, trust }: AwsIdentityServicesOptions, token: string): TokenVerdict {
  if (trust !== undefined) return judgeToken(token, trust, Date.now());
  return token === podToken ? 'trusted' : 'not-signed';
}

function mayTakeOn(
  { caller, externalId }: AwsIdentityServicesOptions,
  request: FrontRequest,
  form: URLSearchParams,
): boolean {
  if (caller === undefined || form.get('ExternalId') !== (externalId ?? null)) return false;
  return checkAwsSignature(request, [caller]).kind === 'valid';
}

function success(action: string, { keys, expiresAtMs }: AwsIdentityServicesOptions): FrontReply {
  return xml(
    200,
    `<${action}Response><${action}Result><Credentials>` +
      `<AccessKeyId>${keys.accessKeyId}</AccessKeyId>` +
      `<SecretAccessKey>${keys.secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${keys.sessionToken ?? ''}</SessionToken>` +
      `<Expiration>${new Date(expiresAtMs()).toISOString()}</Expiration>` +
      `</Credentials></${action}Result></${action}Response>`,
  );
}

/** Some refusals quote what was signed, so what is shown of them must be little. */
function failure(code: string): FrontReply {
  const message = 'canary: what was signed';
  return xml(
    403,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}

function xml(status: number, body: string): FrontReply {
  return { kind: 'answer', status, headers: { 'content-type': 'text/xml' }, body };
}

function text(status: number, body: string): FrontReply {
  return { kind: 'answer', status, body };
}
