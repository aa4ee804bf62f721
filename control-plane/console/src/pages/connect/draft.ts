// What somebody has typed into the wizard so far. It outlives leaving the page, coming back and loading it anew; only the
// tab forgets it. Its password and what the API has made live in memory alone.

import type { DataOf, RequestOf } from '@harborguard/client/operation-types.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';
import { useSyncExternalStore } from 'react';
import { whenForgotten } from '../../tab-memory.ts';
import { keepFields, keptFields } from './kept-draft.ts';

export const steps = ['registry', 'method', 'credentials', 'options', 'test', 'start'] as const;
export type Step = (typeof steps)[number];

export type Created = DataOf<'POST /api/registries'>;
export type CreateBody = RequestOf<'POST /api/registries'>['body'];
type Provider = NonNullable<CreateBody['provider']>;

export interface Draft {
  readonly step: Step;
  readonly url: string;
  /** Chosen by hand; undefined follows what is detected. */
  readonly provider: Provider | undefined;
  readonly method: 'cloud' | 'sensor' | undefined;
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly allowPlainHttp: boolean;
  readonly caPem: string;
  readonly schedule: NonNullable<CreateBody['schedule']>;
  /** One glob a line. */
  readonly include: string;
  readonly exclude: string;
  readonly created: Created | undefined;
  /** Of the sensor's key, which is shown once. */
  readonly isKeyCopied: boolean;
}

const empty: Draft = {
  step: 'registry',
  url: '',
  provider: undefined,
  method: undefined,
  username: '',
  password: '',
  name: '',
  allowPlainHttp: false,
  caPem: '',
  schedule: 'daily',
  include: '',
  exclude: '',
  created: undefined,
  isKeyCopied: false,
};

let draft = draftOf(keptFields());
const listeners = new Set<() => void>();
whenForgotten(clearDraft);

export function useDraft(): Draft {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
}

export function changeDraft(change: Partial<Draft>): void {
  draft = { ...draft, ...change };
  const { password: _password, created, ...typed } = draft;
  // What is saved is no draft any longer.
  keepFields(created === undefined ? typed : undefined);
  for (const listener of listeners) listener();
}

/** As it was typed, as far as this version of the page knows it. The password was not kept, so it is asked for again. */
export function draftOf(kept: Readonly<Record<string, unknown>>): Draft {
  const texts = Object.entries(empty).flatMap(([name, value]) =>
    typeof value === typeof kept[name] ? [[name, kept[name]]] : [],
  );
  const typed: Draft = { ...empty, ...Object.fromEntries(texts) };
  const method = (['cloud', 'sensor'] as const).find((each) => each === kept['method']);
  // The API says so where it knows no such kind.
  const provider =
    typeof kept['provider'] === 'string' ? (kept['provider'] as Provider) : undefined;
  const step = steps.find((each) => each === typed.step) ?? 'registry';
  const asksAgain = typed.username !== '' && steps.indexOf(step) > steps.indexOf('credentials');
  return { ...typed, method, provider, step: asksAgain ? 'credentials' : step };
}

export function clearDraft(): void {
  changeDraft(empty);
}

/** The address as it will be stored, and whose it is. */
export function readAddress({ url, provider }: Pick<Draft, 'url' | 'provider'>) {
  const address = canonicalRegistryUrl(url);
  if (address.kind === 'invalid') return address;
  const detected = detectProvider(address.host);
  return { ...address, detected, provider: provider ?? detected };
}

/** Steps that this draft goes through; a sensor keeps its credentials to itself. */
export function stepsOf({ method }: Pick<Draft, 'method'>): readonly Step[] {
  return method === 'sensor' ? steps.filter((step) => step !== 'credentials') : steps;
}

export function bodyOf(from: Draft): CreateBody {
  const globs = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const [include, exclude] = [globs(from.include), globs(from.exclude)];
  const isCloud = from.method === 'cloud';
  return {
    url: from.url.trim(),
    scanMethod: from.method ?? 'cloud',
    schedule: from.schedule,
    ...(from.provider === undefined ? {} : { provider: from.provider }),
    ...(from.name.trim() === '' ? {} : { name: from.name.trim() }),
    ...(isCloud && from.password !== ''
      ? { username: from.username, password: from.password }
      : {}),
    ...(from.allowPlainHttp ? { allowPlainHttp: true } : {}),
    ...(from.caPem.trim() === '' ? {} : { caPem: from.caPem }),
    ...(include.length + exclude.length === 0
      ? {}
      : { filters: { repositories: { include, exclude }, tags: { include: [], exclude: [] } } }),
  };
}
