// What a message says of each event in plain words, for the channels that show text.
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { EventFacts, NotificationEvent } from '../notification-event.ts';

/** Names of repositories and packages come from outside; longer ones say nothing more. */
const factLengthMax = 300;

const factNames: Readonly<Record<keyof EventFacts, string>> = {
  registryName: 'Registry',
  repository: 'Repository',
  tag: 'Tag',
  digest: 'Digest',
  platform: 'Platform',
  advisoryId: 'Advisory',
  packageName: 'Package',
  packageVersion: 'Version',
  fixedIn: 'Fixed in',
  errorCode: 'Error',
  firstCheck: 'First check',
  sensorName: 'Sensor',
  keyName: 'Key',
  expiresAt: 'Expires',
  verdictBefore: 'Before',
  verdict: 'Verdict',
};

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export function factsOf({ facts }: Pick<NotificationEvent, 'facts'>): readonly Fact[] {
  return (Object.keys(factNames) as (keyof EventFacts)[]).flatMap((key) => {
    const value = facts[key];
    if (value === undefined) return [];
    return [{ name: factNames[key], value: cleanText(value, factLengthMax) }];
  });
}

export function titleOf({ title }: { readonly title: string }, lengthMax: number): string {
  return cleanText(title, lengthMax);
}

/** The line for what does not fit; undefined when everything does. */
export function moreLine(shown: number, total: number): string | undefined {
  return total > shown ? `and ${total - shown} more` : undefined;
}
