// The frames and their fields as tables of Markdown, for docs/link.md: what a reader needs to speak the protocol,
// made from the schemas that check it.
import type { TSchema } from 'typebox';
import { controlPlaneFrames, type FrameRow, sensorFrames } from './frame-catalogue.ts';
import { LogMessageSchema } from './log-messages.ts';

/** What this file reads of a schema; JSON Schema by the words that occur in the catalogue. */
interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** One table of all frames of one direction, then the fields of each. */
export function sensorFrameTables(): string {
  return frameTables(sensorFrames);
}

export function controlPlaneFrameTables(): string {
  return frameTables(controlPlaneFrames);
}

/** The bodies of `log` and of the chunks after `log.begin`. */
export function logMessageTables(): string {
  const { anyOf = [] } = nodeOf(LogMessageSchema);
  return anyOf.map((body) => fieldTable(nameOf(body, 'type'), body, 'type')).join('\n');
}

/** Every field of every frame and log message as one line: `from sensor | hello | name | text, at most 128 | yes`. */
export function protocolLines(): readonly string[] {
  const linesOf = (from: string, name: string, node: SchemaNode): string[] =>
    fieldRows(node, '').map(([field = '', value = '', required = '']) =>
      [from, name, field.replaceAll('`', ''), value.replaceAll('`', ''), required].join(' | '),
    );
  const { anyOf = [] } = nodeOf(LogMessageSchema);
  return [
    ...sensorFrames.flatMap(({ kind, schema }) => linesOf('from sensor', kind, nodeOf(schema))),
    ...controlPlaneFrames.flatMap(({ kind, schema }) =>
      linesOf('from control plane', kind, nodeOf(schema)),
    ),
    ...anyOf.flatMap((body) => linesOf('log message', nameOf(body, 'type'), body)),
  ];
}

function frameTables(frames: readonly FrameRow[]): string {
  const overview = table(
    ['frame', 'class', 'purpose'],
    frames.map((frame) => [`\`${frame.kind}\``, frame.class, frame.purpose]),
  );
  const fields = frames.map(({ kind, schema }) => fieldTable(kind, nodeOf(schema), 'kind'));
  return [overview, ...fields].join('\n');
}

function fieldTable(name: string, node: SchemaNode, tag: string): string {
  const rows = fieldRows(node, '').filter(([field]) => field !== `\`${tag}\``);
  return `\n**\`${name}\`**\n${rows.length === 0 ? '\nNo fields.\n' : table(['field', 'value', 'required'], rows)}`;
}

function fieldRows(node: SchemaNode, prefix: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isRequired = node.required?.includes(name) ?? false;
    const row = [`\`${path}\``, wordsFor(field), isRequired ? 'yes' : 'no'];
    return [row, ...innerRows(field, path)];
  });
}

/** Fields of an object within, of the items of a list, of each kind of a union. */
function innerRows(node: SchemaNode, path: string): string[][] {
  if (node.items !== undefined) return innerRows(node.items, `${path}[]`);
  if (node.properties !== undefined) return fieldRows(node, `${path}.`);
  return (node.anyOf ?? []).flatMap((variant) => {
    const name = nameOf(variant, 'kind');
    const tag = `\`${path}(${name}).kind\``;
    if (name === '') return fieldRows(variant, `${path}.`);
    return fieldRows(variant, `${path}(${name}).`).filter(([field]) => field !== tag);
  });
}

function wordsFor(node: SchemaNode): string {
  const options = node.enum ?? literalsOf(node);
  if (options !== undefined) return options.map((option) => `\`${String(option)}\``).join(', ');
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(wordsFor))].join(' or ');
  if (node.items !== undefined) return listOf(node.items, node.maxItems);
  if (node.patternProperties !== undefined) {
    return `map of text to ${Object.values(node.patternProperties).map(wordsFor).join(' or ')}`;
  }
  if (node.type === 'string') return `${node.format ?? 'text'}${bounds(node)}`;
  return `${node.type ?? 'anything'}${bounds(node)}`;
}

function listOf(items: SchemaNode, maxItems: number | undefined): string {
  return `list${maxItems === undefined ? '' : ` of at most ${maxItems}`}: ${wordsFor(items)}`;
}

function literalsOf(node: SchemaNode): readonly unknown[] | undefined {
  if (node.const !== undefined) return [node.const];
  const literals = node.anyOf?.map((variant) => variant.const);
  return literals?.every((literal) => literal !== undefined) ? literals : undefined;
}

function bounds(node: SchemaNode): string {
  const least = node.minimum ?? node.minLength;
  const most = node.maximum ?? node.maxLength;
  return [
    least === undefined ? '' : `, at least ${least}`,
    most === undefined ? '' : `, at most ${most}`,
    node.pattern === undefined ? '' : `, \`${node.pattern}\``,
  ].join('');
}

function nameOf(node: SchemaNode, tag: string): string {
  const name = node.properties?.[tag]?.const;
  return typeof name === 'string' ? name : '';
}

function nodeOf(schema: TSchema): SchemaNode {
  return schema as SchemaNode;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
