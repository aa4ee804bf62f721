// JSON from a registry: strict UTF-8, an object at the top, never an exception. Size limits belong to whoever read the bytes.

export type ParsedJson =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'invalid' };

export function parseJsonObject(bytes: Uint8Array): ParsedJson {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { kind: 'invalid' };
    }
    return { kind: 'object', value: value as Readonly<Record<string, unknown>> };
  } catch {
    return { kind: 'invalid' };
  }
}
