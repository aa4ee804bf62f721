// Reading fields out of JSON that anybody may have written: a wrong type is an absent field, never an exception.

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, when it is one of 1 to `lengthMax` characters. */
export function asText(value: unknown, lengthMax: number): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) return undefined;
  return value;
}

export function asTexts(value: unknown, lengthMax: number): readonly string[] {
  return asArray(value)
    .map((item) => asText(item, lengthMax))
    .filter((item) => item !== undefined);
}

/** RFC 3339 to milliseconds since 1970. */
export function asTimeMs(value: unknown): number | undefined {
  const text = asText(value, 64);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
