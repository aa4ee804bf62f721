// Lists as files: CSV or JSON, made batch by batch as the caller takes them, so that their length costs no memory.
import { Readable } from 'node:stream';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import { principalOf } from './access.ts';
import { csvLine } from './csv.ts';

export interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => string | number | boolean | undefined;
}

export interface ExportedList<Row> {
  readonly name: string;
  readonly format: 'csv' | 'json';
  readonly columns: readonly Column<Row>[];
  readonly batches: AsyncIterable<readonly Row[]>;
}

export const formatQuery = {
  format: Type.Optional(Type.Enum(['csv', 'json'], { default: 'json' })),
};

/** A file of all rows of a list; `row` is an example of one. */
export function exportedFile(row: Readonly<Record<string, string>>) {
  const rows = { type: 'array', items: { type: 'object' }, examples: [[row]] };
  const lines = [Object.keys(row).join(), Object.values(row).join(), ''].join('\r\n');
  return {
    description: 'A file, named in content-disposition',
    content: {
      'application/json': { schema: rows },
      'text/csv': { schema: { type: 'string', examples: [lines] } },
    },
  };
}

export function sendExport<Row>(reply: FastifyReply, list: ExportedList<Row>): FastifyReply {
  const { name, format } = list;
  return reply
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .send(Readable.from(format === 'csv' ? csvOf(list) : jsonOf(list.batches)));
}

/** Whoever takes a copy of the inventory leaves a trace of what was asked for. */
export async function noteExport(
  { unitOfWork, clock }: { readonly unitOfWork: UnitOfWork; readonly clock: Clock },
  request: FastifyRequest,
  asked: {
    readonly kind: string;
    /** Of one thing; absent for a list. */
    readonly id?: string;
    readonly query: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { orgId, actor } = principalOf(request);
  const query = Object.entries(asked.query).map(([name, value]) => [name, String(value)]);
  await unitOfWork.write(orgId, (stores) =>
    stores.audit.append({
      at: clock.now(),
      actor,
      address: request.ip,
      requestId: request.id,
      action: `${asked.kind}.exported`,
      target: { kind: asked.kind, id: asked.id ?? '' },
      before: undefined,
      after: Object.fromEntries(query),
    }),
  );
}

async function* csvOf<Row>({ columns, batches }: ExportedList<Row>): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const rows of batches) {
    yield rows.map((row) => csvLine(columns.map((column) => column.of(row)))).join('');
  }
}

export async function* jsonOf(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of batches) {
    yield `${separator}${rows.map((row) => JSON.stringify(row)).join(',\n')}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
