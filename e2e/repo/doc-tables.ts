// Tables of the documentation that are made from the source, so that they cannot drift: each stands between two
// markers of its page. `npm run docs` writes them, a test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlPlaneMetrics } from '@harborguard/control-plane/control-plane-metrics.ts';
import { controlPlaneVariables } from '@harborguard/control-plane/control-plane-variables.ts';
import { eventKinds } from '@harborguard/control-plane/event-kinds.ts';
import { publishedRoutes } from '@harborguard/control-plane/published-routes.ts';
import { roleAtLeast, roles } from '@harborguard/control-plane/roles.ts';
import { sensorMetrics } from '@harborguard/sensor/sensor-metrics.ts';
import { sensorVariables } from '@harborguard/sensor/sensor-variables.ts';
import { namesOf, type Variable } from '@harborguard/shared/configuration/read-variables.ts';
import { errorCodes, errorRow } from '@harborguard/shared/errors/error-table.ts';
import type { MetricDefinition } from '@harborguard/shared/metrics/metric-definition.ts';
import {
  controlPlaneFrameTables,
  logMessageTables,
  sensorFrameTables,
} from '@harborguard/shared/protocol/frame-table.ts';
import { explainedDifferences } from '../support/accuracy/explained-differences.ts';
import { root } from './source-file.ts';

export interface DocTable {
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

export async function docTables(): Promise<readonly DocTable[]> {
  return [
    { page: 'docs/api-routes.md', name: 'routes', text: await routeTable() },
    { page: 'docs/roles.md', name: 'roles', text: await roleTable() },
    { page: 'docs/accuracy.md', name: 'differences', text: differenceTable() },
    { page: 'docs/errors.md', name: 'errors', text: errorTableText() },
    { page: 'docs/notifications.md', name: 'events', text: eventTableText() },
    { page: 'docs/link.md', name: 'sensor-frames', text: sensorFrameTables() },
    { page: 'docs/link.md', name: 'control-plane-frames', text: controlPlaneFrameTables() },
    { page: 'docs/link.md', name: 'log-messages', text: logMessageTables() },
    {
      page: 'docs/metrics.md',
      name: 'control-plane-metrics',
      text: metricTable(Object.values(controlPlaneMetrics)),
    },
    {
      page: 'docs/metrics.md',
      name: 'sensor-metrics',
      text: metricTable(Object.values(sensorMetrics)),
    },
    {
      page: 'docs/configuration.md',
      name: 'sensor',
      text: variableTable(Object.values(sensorVariables)),
    },
    {
      page: 'docs/configuration.md',
      name: 'control-plane',
      text: variableTable(Object.values(controlPlaneVariables)),
    },
  ];
}

/** The page with this table in its place. */
export function withTable(page: string, table: DocTable): string {
  const [begin, end] = [`<!-- table ${table.name} -->`, '<!-- end -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${table.page} has no place for the table ${table.name}`);
  return `${page.slice(0, from + begin.length)}\n${table.text}\n${page.slice(to)}`;
}

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

export async function writeTables(): Promise<void> {
  for (const table of await docTables()) {
    writeFileSync(join(root, table.page), withTable(readPage(table.page), table));
  }
}

async function roleTable(): Promise<string> {
  const rows = (await publishedRoutes()).map(({ method, path, summary, role }) => [
    `\`${method} ${path}\``,
    summary,
    ...roles.map((candidate) => (role === undefined || roleAtLeast(candidate, role) ? '✓' : '')),
    role === undefined ? '✓' : '',
  ]);
  return markdownTable(['route', 'what it does', ...roles, 'without'], rows);
}

async function routeTable(): Promise<string> {
  const rows = (await publishedRoutes()).map(({ method, path, summary, role, ownErrors }) => [
    `\`${method} ${path}\``,
    role ?? 'open',
    summary,
    ownErrors.map((code) => `\`${code}\``).join(', '),
  ]);
  return markdownTable(['route', 'role', 'what it does', 'refuses also with'], rows);
}

function errorTableText(): string {
  const rows = errorCodes.map((code) => {
    const { meaning, retryable, httpStatus, firstCheck } = errorRow(code);
    return [`\`${code}\``, meaning, retryable ? 'yes' : 'no', String(httpStatus), firstCheck];
  });
  return markdownTable(
    ['code', 'what happened', 'may pass by itself', 'HTTP', 'first check'],
    rows,
  );
}

function eventTableText(): string {
  const rows = Object.entries(eventKinds).map(([kind, { meaning, severity }]) => [
    `\`${kind}\``,
    meaning,
    severity === 'finding' ? 'that of the finding' : severity,
  ]);
  return markdownTable(['event', 'when', 'severity'], rows);
}

function differenceTable(): string {
  const rows = explainedDifferences.map(({ peer, only, what, right, why }) => [
    peer,
    only === 'ours' ? 'HarborGuard' : peer,
    what,
    right === 'the other' ? peer : right,
    why,
  ]);
  return markdownTable(['compared with', 'only', 'what', 'who is right', 'why'], rows);
}

function metricTable(metrics: readonly MetricDefinition[]): string {
  const rows = metrics.map(({ name, kind, help, labels }) => [
    `\`${name}\``,
    kind,
    Object.keys(labels)
      .map((label) => `\`${label}\``)
      .join(', '),
    help,
  ]);
  return markdownTable(['metric', 'kind', 'labels', 'what it says'], rows);
}

function variableTable(variables: readonly Variable<unknown>[]): string {
  const rows = variables.map((variable) => [
    namesOf(variable)
      .map((name) => `\`${name}\``)
      .join(' or '),
    variable.purpose,
    defaultOf(variable),
  ]);
  return markdownTable(['variable', 'what it does', 'default'], rows);
}

function defaultOf(variable: Variable<unknown>): string {
  if (variable.fallback !== undefined && variable.fallback !== '')
    return `\`${variable.fallback}\``;
  return variable.optional === true ? '' : 'required';
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
