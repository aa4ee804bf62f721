// Routes of the advisories: how old they are, where they come from, an update now, and all of them as one file.
import { Readable } from 'node:stream';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { demandUnscoped, principalOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import {
  AdvisoriesSchema,
  advisoriesView,
  UpdatesSchema,
  updatesView,
} from '../schemas/advisory.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['advisories'] as const;

const readOptions = guarded('viewer', {
  summary: 'The advisories in use, their age, and how the last update ended',
  tags,
  response: { 200: dataOf(AdvisoriesSchema) },
});
const updateOptions = guarded('admin', {
  errors: ['ADVISORIES_NO_SOURCE'],
  summary: 'Ask the source for news now; joins an update that is under way',
  tags,
  response: { 202: dataOf(UpdatesSchema) },
});
const fileOptions = guarded('viewer', {
  errors: ['ADVISORIES_MISSING'],
  summary: 'The advisories in use as one file',
  description:
    'For other control planes and for scans elsewhere. Answers If-None-Match with 304 while they are the same, and Range with the rest.',
  tags,
  response: {
    200: fileAnswer('The file'),
    206: fileAnswer('The rest of the file'),
    304: { description: 'The same as before', type: 'null' } as const,
  },
});

function fileAnswer(description: string) {
  return {
    description,
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  };
}

export function advisoryRoutes(app: ApiServer, services: ApiServices): void {
  const { clock, advisoryUpdates, advisoryExport } = services;

  app.get('/api/advisories', readOptions, () => ({
    data: advisoriesView(services.advisories(), advisoryUpdates.status(), clock.now()),
  }));

  app.post('/api/advisories/update', updateOptions, async (request, reply) => {
    const caller = principalOf(request);
    // Advisories are the whole installation's.
    demandUnscoped(caller);
    void reply.code(202);
    return { data: updatesView(await advisoryUpdates.request(caller.orgId)) };
  });

  app.get('/api/advisories/file', fileOptions, async (request, reply) => {
    const file = await advisoryExport.open();
    if (file === undefined) throw new HarborError('ADVISORIES_MISSING');
    reply.header('etag', file.etag).header('accept-ranges', 'bytes');
    if (request.headers['if-none-match'] === file.etag) return await reply.code(304).send(null);
    const from = startOf(request, file);
    if (from > 0) {
      const range = `bytes ${from}-${file.bytes - 1}/${file.bytes}`;
      reply.code(206).header('content-range', range);
    }
    return await sendFrom(reply, file, from);
  });
}

async function sendFrom(
  reply: FastifyReply,
  file: NonNullable<Awaited<ReturnType<ApiServices['advisoryExport']['open']>>>,
  from: number,
): Promise<FastifyReply> {
  return await reply
    .type('application/octet-stream')
    .header('content-length', file.bytes - from)
    .header('content-disposition', 'attachment; filename="advisories.hgad"')
    .send(Readable.from(await file.read(from)));
}

/** Only the form downloads are resumed with; any other range gets the whole, as HTTP allows. */
function startOf(
  { headers }: FastifyRequest,
  { etag, bytes }: { readonly etag: string; readonly bytes: number },
): number {
  const start = /^bytes=([0-9]{1,15})-$/.exec(headers.range ?? '')?.[1];
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
  return start === undefined || !isSame || Number(start) >= bytes ? 0 : Number(start);
}
