// Readers for the kinds of values a variable may have. Each says the rule it holds, never the value it saw.
import { parseProxyAddress } from '../registry/proxy-for.ts';
import type { Reading } from './read-variables.ts';

export function text(value: string): Reading<string> {
  return { kind: 'value', value };
}

export function flag(value: string): Reading<boolean> {
  const lower = value.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(lower)) return { kind: 'value', value: true };
  if (['false', '0', 'no', 'off'].includes(lower)) return { kind: 'value', value: false };
  return { kind: 'problem', rule: 'must be true or false' };
}

export function integer(min: number, max: number): (value: string) => Reading<number> {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) {
      return { kind: 'value', value: number };
    }
    return { kind: 'problem', rule: `must be a whole number from ${min} to ${max}` };
  };
}

export function oneOf<Choice extends string>(
  choices: readonly Choice[],
): (value: string) => Reading<Choice> {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return { kind: 'value', value: choice };
    return { kind: 'problem', rule: `must be one of ${choices.join(', ')}` };
  };
}

export function list(value: string): Reading<readonly string[]> {
  const items = value.split(',').map((item) => item.trim());
  return { kind: 'value', value: items.filter((item) => item !== '') };
}

/** An http or https address without credentials, query or fragment; trailing slashes are dropped. */
export function webAddress(value: string): Reading<string> {
  const rule = 'must be an http:// or https:// address without user, query or fragment';
  if (!URL.canParse(value)) return { kind: 'problem', rule };
  const url = new URL(value);
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || !/^https?:$/.test(url.protocol)) return { kind: 'problem', rule };
  return { kind: 'value', value: url.href.replace(/\/+$/, '') };
}

export function proxyAddress(value: string): Reading<URL> {
  const proxy = parseProxyAddress(value);
  if (proxy !== undefined) return { kind: 'value', value: proxy };
  return { kind: 'problem', rule: 'must be the http:// or https:// address of a proxy' };
}
