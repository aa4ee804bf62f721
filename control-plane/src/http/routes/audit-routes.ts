// Routes of the audit log: pages of it, and all of it as a stream. Taking a copy is itself an event.
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import type { AuditFilter } from '../../domain/audit/audit-store.ts';
import { unscopedOf } from '../access.ts';
import { chainEndPattern, readChainEnd, readProofCursor } from '../audit-proof-cursor.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { exportedFile, jsonOf, noteExport } from '../export-file.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { AuditEventSchema, auditCsvHead, auditCsvLine, auditEventView } from '../schemas/audit.ts';
import { AuditProofSchema, auditProofView } from '../schemas/audit-proof.ts';
import { FilterText, optional, timeOf } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['audit'] as const;
/** Far longer than any that was given out. */
const proofCursorLengthMax = 1000;
const filterQuery = {
  actor: Type.Optional(FilterText),
  target: Type.Optional(FilterText),
  action: Type.Optional(FilterText),
  since: Type.Optional(Type.String({ format: 'date-time' })),
  until: Type.Optional(Type.String({ format: 'date-time' })),
};

const listOptions = guarded('auditor', {
  summary: 'The audit log, newest first',
  tags,
  querystring: Type.Object({ ...keysetQuery, ...filterQuery }, { additionalProperties: false }),
  response: { 200: pageOf(AuditEventSchema) },
});
const exportOptions = guarded('auditor', {
  summary: 'The audit log as a file, oldest first; leaves an event itself',
  tags,
  querystring: Type.Object(
    {
      ...filterQuery,
      format: Type.Optional(Type.Enum(['json', 'csv'], { default: 'json' })),
    },
    { additionalProperties: false },
  ),
  response: {
    200: exportedFile({ seq: '1', at: '2026-03-01T08:00:00.000Z', action: 'POST /api/api-keys' }),
  },
});

const verifyOptions = guarded('auditor', {
  summary: 'Prove that no event of the audit log is missing or was changed, a piece at a time',
  description:
    'Ask again with the `cursor` of the answer while `state` is `checking`. `head` is an end of the log that was noted down before; give it with every piece.',
  tags,
  querystring: Type.Object(
    {
      cursor: Type.Optional(
        Type.String({ maxLength: proofCursorLengthMax, description: 'From the piece before.' }),
      ),
      head: Type.Optional(
        Type.String({
          pattern: chainEndPattern,
          description: 'SEQ:HASH, as a proof ended.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: dataOf(AuditProofSchema) },
});

interface FilterQuery {
  readonly actor?: string;
  readonly target?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
}

export function auditRoutes(app: ApiServer, services: ApiServices): void {
  const { audit } = services;
  app.get('/api/audit', listOptions, async (request) => {
    const caller = unscopedOf(request);
    const { query } = request;
    const { events, ...page } = await audit.list(caller.orgId, filterOf(query), windowOf(query));
    return pageAnswer(request.url, query, { data: events.map(auditEventView), ...page });
  });

  app.get('/api/audit/verify', verifyOptions, async (request) => {
    const { orgId } = unscopedOf(request);
    const { cursor, head } = request.query;
    const step = await audit.verifyPiece(orgId, {
      walk: cursor === undefined ? undefined : readProofCursor(cursor),
      known: head === undefined ? undefined : readChainEnd(head),
    });
    return { data: auditProofView(step) };
  });

  app.get('/api/audit/export', exportOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    const { format = 'json', ...query } = request.query;
    await noteExport(services, request, { kind: 'audit', query: request.query });
    const events = audit.export(caller.orgId, filterOf(query));
    const text = format === 'csv' ? csvOf(events) : jsonOf(viewed(events));
    return reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
      .header('content-disposition', `attachment; filename="audit.${format}"`)
      .send(Readable.from(text));
  });
}

function filterOf(query: FilterQuery): AuditFilter {
  return {
    ...optional('actorId', query.actor),
    ...optional('targetId', query.target),
    ...optional('action', query.action),
    ...optional('since', timeOf(query.since)),
    ...optional('until', timeOf(query.until)),
  };
}

async function* csvOf(batches: AsyncIterable<readonly AuditEvent[]>): AsyncGenerator<string> {
  yield auditCsvHead;
  for await (const events of batches) yield events.map(auditCsvLine).join('');
}

async function* viewed(batches: AsyncIterable<readonly AuditEvent[]>) {
  for await (const events of batches) yield events.map(auditEventView);
}
