// Cursors as callers see them: opaque, made for one order, and checked like anything else that comes from outside.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { PageCursor } from '../domain/page-key.ts';

export interface PlacedCursor {
  readonly cursor: PageCursor;
  /** How many pages from the beginning, to show where one is. */
  readonly page: number;
  /** The order the key belongs to; undefined for that of the list itself. */
  readonly sort: string | undefined;
}

/** More columns no list is ordered by. */
const keyLengthMax = 10;

export function writeCursor({ cursor: { direction, key }, page, sort }: PlacedCursor): string {
  return Buffer.from(JSON.stringify([direction, page, sort ?? '', ...key])).toString('base64url');
}

/** Throws VALIDATION_FAILED for whatever this list did not give out for this order. */
export function readCursor(text: string, sort: string | undefined): PlacedCursor {
  const parts = parsed(text);
  const [direction, page, cursorSort, ...key] = parts;
  const isKnown =
    (direction === 'after' || direction === 'before') &&
    Number.isSafeInteger(page) &&
    Number(page) >= 1 &&
    cursorSort === (sort ?? '') &&
    key.length > 0 &&
    key.length <= keyLengthMax &&
    key.every(isKeyValue);
  if (!isKnown) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'cursor', rule: 'is none that this list gave out for this order' },
    });
  }
  return { cursor: { direction, key }, page: Number(page), sort };
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isKeyValue(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
