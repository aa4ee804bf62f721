// ETags: of every answer to a GET, so that a client that asks again gets 304 and no body; and of the edits of what can
// be changed, so that If-Match keeps two people from overwriting each other.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExpectedVersion, expectVersion } from '../domain/expected-version.ts';
import { isApiPath } from './open-routes.ts';

/** Hashing costs a millisecond a megabyte; streams and larger answers go without. */
const taggedCharactersMax = 1024 * 1024;
const tagsMax = 16;

const editVersions = new WeakMap<FastifyReply, string>();

/**
 * Names the version that edits change. It comes first in the ETag; what follows changes with all else in the answer,
 * such as a status, and does not matter to If-Match.
 */
export function tagEdits(reply: FastifyReply, version: number | string): void {
  editVersions.set(reply, versionText(version));
}

/** What a change of this request may meet. */
export function expectedOf(request: FastifyRequest): ExpectedVersion {
  return expectVersion((version) => matches(request, version));
}

function versionText(version: number | string): string {
  return typeof version === 'number' ? version.toString(36) : version;
}

/** Whether the request accepts a change of this version: it names none, any, or this one. */
function matches(request: FastifyRequest, version: number | string): boolean {
  const header = request.headers['if-match'];
  if (header === undefined) return true;
  return tagsOf(header).some(
    (tag) => tag === '*' || tag.replace(/^"/, '').split('.', 1)[0] === versionText(version),
  );
}

export function tagAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const tag = tagOf(request, reply, payload);
    if (tag === undefined) {
      done(null, payload);
      return;
    }
    void reply.header('etag', tag);
    const isKnown = request.method === 'GET' && isNamed(request.headers['if-none-match'], tag);
    if (isKnown) void reply.code(304).removeHeader('content-length');
    done(null, isKnown ? null : payload);
  });
}

function tagOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): string | undefined {
  const version = editVersions.get(reply);
  const isTagged = request.method === 'GET' || version !== undefined;
  if (!isTagged || reply.statusCode !== 200 || typeof payload !== 'string') return undefined;
  // Files of the console have tags of their own.
  const isTaggable = isApiPath(request.url) && !reply.hasHeader('etag');
  if (!isTaggable || payload.length > taggedCharactersMax) return undefined;
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 22);
  return version === undefined ? `"${hash}"` : `"${version}.${hash}"`;
}

function isNamed(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return tagsOf(header).some((named) => named === '*' || named.replace(/^W\//, '') === tag);
}

function tagsOf(header: string): readonly string[] {
  return header
    .split(',', tagsMax)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
