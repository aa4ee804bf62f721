// What the address of the images asks of the API.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { ageWindow } from '../../time/age-window.ts';
import { now } from '../../time/browser-clock.ts';

export type ImageListQuery = Omit<RequestOf<'GET /api/images'>['query'] & object, 'page' | 'limit'>;

export function imageListQuery({ age, ...search }: { readonly age?: string }): ImageListQuery {
  return { ...search, ...ageWindow(age, now()) };
}
