// An image reference as people write it, normalised the way Docker does: `nginx` is docker.io/library/nginx:latest.
// It is not a registry address; see registry/canonical-registry-url.ts for those.
import { parseDigest } from './parse-digest.ts';

/** Docker Hub as references name it; its API answers on another host (see canonicalRegistryUrl). */
export const dockerHubHost = 'docker.io';

/** Host and repository together; more than that, and clients of other tools refuse the name. */
const nameLengthMax = 255;
/** Name, tag (128) and a sha512 digest; bounds the work of the patterns below. */
const referenceLengthMax = 600;

export interface Reference {
  readonly kind: 'reference';
  /** With its port, when there is one; `docker.io` for Docker Hub. */
  readonly host: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

export type ParsedReference = Reference | { readonly kind: 'invalid'; readonly reason: string };

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const hostPattern = new RegExp(
  `^(?:${label}(?:\\.${label})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`,
);

export function parseReference(text: string): ParsedReference {
  if (text.length > referenceLengthMax) return invalid('the reference is too long');
  if (/^[0-9a-f]{64}$/.test(text)) return invalid('64 hex digits alone are no reference');
  const { name, tag, digest } = split(text);
  const { host, repository } = hostAndRepository(name);
  const reason =
    hostProblem(host) ?? repositoryProblem(host, repository) ?? suffixProblem(tag, digest);
  if (reason !== undefined) return invalid(reason);
  const effectiveTag = tag ?? (digest === undefined ? 'latest' : undefined);
  return {
    kind: 'reference',
    host,
    repository,
    ...(effectiveTag === undefined ? {} : { tag: effectiveTag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export function isRepositoryName(text: string): boolean {
  return text.length <= nameLengthMax && repositoryPattern.test(text);
}

export function isTagName(text: string): boolean {
  return tagPattern.test(text);
}

/** The reference in full: host, repository, and tag and digest where present. */
export function formatReference(reference: Omit<Reference, 'kind'>): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.host}/${reference.repository}${tag}${digest}`;
}

interface Parts {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

function split(text: string): Parts {
  const at = text.indexOf('@');
  const named = at === -1 ? text : text.slice(0, at);
  const digest = at === -1 ? {} : { digest: text.slice(at + 1) };
  // A colon before the last slash belongs to the port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon === -1) return { name: named, ...digest };
  return { name: named.slice(0, colon), tag: named.slice(colon + 1), ...digest };
}

function hostAndRepository(name: string): { host: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  if (!looksLikeHost(first)) return { host: dockerHubHost, repository: underLibrary(name) };
  const rest = name.slice(slash + 1);
  const host = first === 'index.docker.io' ? dockerHubHost : first;
  return { host, repository: host === dockerHubHost ? underLibrary(rest) : rest };
}

function looksLikeHost(part: string): boolean {
  return part === 'localhost' || /[.:]/.test(part) || part !== part.toLowerCase();
}

function underLibrary(repository: string): string {
  return repository.includes('/') ? repository : `library/${repository}`;
}

function hostProblem(host: string): string | undefined {
  return hostPattern.test(host) ? undefined : 'the host is not well formed';
}

function repositoryProblem(host: string, repository: string): string | undefined {
  if (host.length + 1 + repository.length > nameLengthMax) {
    return `host and repository together are longer than ${nameLengthMax} characters`;
  }
  if (repository !== repository.toLowerCase()) return 'a repository name is lowercase';
  return repositoryPattern.test(repository) ? undefined : 'the repository name is not well formed';
}

function suffixProblem(tag: string | undefined, digest: string | undefined): string | undefined {
  if (tag !== undefined && !tagPattern.test(tag)) return 'the tag is not well formed';
  if (digest === undefined) return undefined;
  const parsed = parseDigest(digest);
  return parsed.kind === 'invalid' ? parsed.reason : undefined;
}

function invalid(reason: string): ParsedReference {
  return { kind: 'invalid', reason };
}
