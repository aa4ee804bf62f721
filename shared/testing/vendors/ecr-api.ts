// The API of the ECR double, private and public: signed questions, pages with opaque tokens, errors with status 400.
import { type AwsKeys, checkAwsSignature } from './aws-signature.ts';
import { imageBehind, pushedAt, repositoriesBehind, tagsBehind } from './images-behind.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

export interface EcrApiOptions {
  readonly registryUrl: string;
  readonly account: string;
  readonly region: string;
  readonly keys: readonly AwsKeys[];
  /** `DescribeRepositories`, … that the keys may not call. */
  readonly denied: readonly string[];
  /** Entries a page, whatever is asked for. */
  readonly pageSize: number;
  /** How many further questions are throttled, with status 400 as Amazon does. */
  throttles: number;
  /** Repeats the first entry of each page on the next one. */
  readonly repeats: boolean;
  /** Every page leads to the second one. */
  readonly circles: boolean;
  /** Tags that were moved to the archive. */
  readonly archived: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAtMs: () => number;
  /** Takes note of a password it has given away. */
  readonly issue: () => string;
}

const privateTarget = 'AmazonEC2ContainerRegistry_V20150921';
const publicTarget = 'SpencerFrontendService';

export async function answerEcrApi(
  options: EcrApiOptions,
  request: FrontRequest,
): Promise<FrontReply> {
  const [service, action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const isPublic = service === publicTarget;
  if (!isPublic && service !== privateTarget) return failure('UnknownOperationException');
  const verdict = checkAwsSignature(request, options.keys);
  if (verdict.kind === 'refused') return failure(verdict.error);
  const signedFor = `${verdict.service}/${verdict.region}`;
  const expected = isPublic ? 'ecr-public/us-east-1' : `ecr/${options.region}`;
  if (signedFor !== expected) return failure('InvalidSignatureException');
  if (options.denied.includes(action)) return failure('AccessDeniedException');
  if (options.throttles > 0) {
    options.throttles -= 1;
    return failure('ThrottlingException');
  }
  const input = JSON.parse(request.body.toString()) as EcrInput;
  if (!isPublic && input.registryId !== undefined && input.registryId !== options.account) {
    return failure('RegistryNotFoundException');
  }
  return await answerAction(options, { action, input, isPublic });
}

interface EcrInput {
  readonly registryId?: string;
  readonly repositoryName?: string;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

interface EcrQuestion {
  readonly action: string;
  readonly input: EcrInput;
  readonly isPublic: boolean;
}

function answerAction(
  options: EcrApiOptions,
  question: EcrQuestion,
): FrontReply | Promise<FrontReply> {
  switch (question.action) {
    case 'GetAuthorizationToken':
      return authorization(options, question);
    case 'DescribeRepositories':
      return repositories(options, question);
    case 'DescribeImages':
      return images(options, question);
    default:
      return failure('UnknownOperationException');
  }
}

function authorization(options: EcrApiOptions, { isPublic }: EcrQuestion): FrontReply {
  const pair = Buffer.from(`AWS:${options.issue()}`).toString('base64');
  const data = { authorizationToken: pair, expiresAt: options.expiresAtMs() / 1000 };
  return success({ authorizationData: isPublic ? data : [data] });
}

async function repositories(
  options: EcrApiOptions,
  { input, isPublic }: EcrQuestion,
): Promise<FrontReply> {
  const rows = (await repositoriesBehind(options.registryUrl)).map((name) => ({
    repositoryName: isPublic ? name.slice(name.indexOf('/') + 1) : name,
    repositoryUri: isPublic ? `public.ecr.aws/${name}` : `registry/${name}`,
    registryId: options.account,
  }));
  return page(options, { rows, field: 'repositories', input });
}

async function images(
  options: EcrApiOptions,
  { input, isPublic }: EcrQuestion,
): Promise<FrontReply> {
  const all = await repositoriesBehind(options.registryUrl);
  const asked = input.repositoryName ?? '';
  const name = isPublic ? all.find((known) => known.endsWith(`/${asked}`)) : asked;
  if (name === undefined || !all.includes(name)) return failure('RepositoryNotFoundException');
  const tagsByDigest = new Map<string, { mediaType: string; tags: string[] }>();
  for (const tag of await tagsBehind(options.registryUrl, name)) {
    const { digest, mediaType } = await imageBehind(options.registryUrl, name, tag);
    const known = tagsByDigest.get(digest) ?? { mediaType, tags: [] };
    known.tags.push(tag);
    tagsByDigest.set(digest, known);
  }
  const rows = [...tagsByDigest].map(([imageDigest, { mediaType, tags }]) => ({
    imageDigest,
    imageTags: tags,
    imageManifestMediaType: mediaType,
    imageSizeInBytes: 4096,
    imagePushedAt: pushedAt / 1000,
    imageStatus: tags.some((tag) => options.archived.includes(tag)) ? 'ARCHIVED' : 'ACTIVE',
  }));
  return page(options, { rows, field: 'imageDetails', input });
}

function page(
  options: EcrApiOptions,
  list: { readonly rows: readonly unknown[]; readonly field: string; readonly input: EcrInput },
): FrontReply {
  const { rows, field, input } = list;
  if ((input.maxResults ?? 100) > 1000) return failure('InvalidParameterException');
  const start = Number(Buffer.from(input.nextToken ?? '', 'base64url').toString() || 0);
  const end = start + Math.min(options.pageSize, input.maxResults ?? 100);
  const first = options.repeats && start > 0 ? rows.slice(start - 1, end) : rows.slice(start, end);
  const next = options.circles ? options.pageSize : end;
  const nextToken =
    next < rows.length ? Buffer.from(String(next)).toString('base64url') : undefined;
  return success({ [field]: first, ...(nextToken === undefined ? {} : { nextToken }) });
}

function success(body: object): FrontReply {
  return { kind: 'answer', status: 200, headers: amazonJson, body: JSON.stringify(body) };
}

/** All refusals of Amazon's JSON services, be it a wrong key or a missing right, have this status. */
function failure(type: string): FrontReply {
  const body = JSON.stringify({ __type: type, message: `${type} of the double` });
  return { kind: 'answer', status: 400, headers: amazonJson, body };
}

const amazonJson = { 'content-type': 'application/x-amz-json-1.1' };
