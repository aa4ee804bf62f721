// Schemas many routes share.
import { Type } from 'typebox';
import { severityLevels } from '../../domain/inventory/image-queries.ts';

/** ISO 8601 in UTC. */
export const Time = Type.String({ description: 'ISO 8601, UTC' });
export const DateTime = Type.String({ format: 'date-time', description: 'ISO 8601' });
export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
});
export const IdParams = Type.Object({ id: Uuid });
export const Digest = Type.String({ pattern: '^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$' });
export const DigestParams = Type.Object({ digest: Digest });

/** What people type into a filter. */
export const FilterText = Type.String({ minLength: 1, maxLength: 300 });

export const Severity = Type.Enum([...severityLevels]);
export const SeverityCountsSchema = Type.Object({
  critical: Type.Integer(),
  high: Type.Integer(),
  medium: Type.Integer(),
  low: Type.Integer(),
  unknown: Type.Integer(),
});

export const ConditionSchema = Type.Object({ code: Type.String(), firstCheck: Type.String() });

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

export function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

/** For a spread: nothing when there is no time. */
export function optionalTime<Name extends string>(
  name: Name,
  time: number | null | undefined,
): { readonly [Key in Name]?: string } {
  const value = time === null || time === undefined ? {} : { [name]: isoTime(time) };
  return value as { readonly [Key in Name]?: string };
}

/** For a spread: nothing when there is no value. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  const field = value === null || value === undefined ? {} : { [name]: value };
  return field as { readonly [Key in Name]?: Value };
}
