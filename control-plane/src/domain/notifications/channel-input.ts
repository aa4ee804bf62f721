// What an administrator enters for a channel, checked, and parted into what is shown and what is sealed.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseIpAddress } from '@harborguard/shared/registry/ip-address.ts';
import { judgeAddress } from '@harborguard/shared/registry/judge-address.ts';
import { caCertificates } from '../registries/ca-certificates.ts';
import type { AddressSettings, ChannelSecret, ChannelSettings, EmailSettings } from './channel.ts';

export interface EmailInput extends Omit<EmailSettings, 'username' | 'caPem'> {
  readonly username?: string;
  readonly password?: string;
  readonly caPem?: string;
}

export interface AddressInput {
  readonly kind: AddressSettings['kind'];
  /** Absent in a change: the one that is there stays. */
  readonly url?: string;
  /** As it was read; only the address says where messages go. */
  readonly origin?: string;
  readonly caPem?: string;
}

export interface PagerDutyInput {
  readonly kind: 'pagerduty';
  readonly region?: 'us' | 'eu';
  readonly routingKey?: string;
}

export type ChannelTarget = EmailInput | AddressInput | PagerDutyInput;

export interface KnownTarget {
  readonly settings: ChannelSettings;
  readonly secret: ChannelSecret;
}

/** Throws VALIDATION_FAILED, naming the field and never the value. */
export function readTarget(
  input: ChannelTarget,
  allowedAddresses: readonly string[],
  known?: KnownTarget,
): KnownTarget {
  if (known !== undefined && known.settings.kind !== input.kind) {
    throw invalid('target.kind', 'a channel keeps its kind; make another one');
  }
  if (input.kind === 'email') return readEmail(input, known);
  if (input.kind === 'pagerduty') return readPagerDuty(input, known);
  return readAddress(input, allowedAddresses, known);
}

function readEmail(input: EmailInput, known: KnownTarget | undefined): KnownTarget {
  const { password, username, caPem, ...rest } = input;
  const settings: EmailSettings = { ...rest, username, caPem: checkedCa(caPem) };
  if (settings.security === 'none' && username !== undefined) {
    throw invalid('target.security', 'a login is sent over TLS only');
  }
  if (username === undefined) return { settings, secret: {} };
  if (password !== undefined) return { settings, secret: { password } };
  const before = known?.settings.kind === 'email' ? known.settings : undefined;
  // A password that is kept goes nowhere but where it was given for.
  const isSamePlace =
    before?.host === settings.host &&
    before.port === settings.port &&
    before.security === settings.security &&
    before.username === username &&
    before.caPem === settings.caPem;
  if (!isSamePlace || known?.secret.password === undefined) {
    throw invalid('target.password', 'is required with a new server or login');
  }
  return { settings, secret: { password: known.secret.password } };
}

function readPagerDuty(input: PagerDutyInput, known: KnownTarget | undefined): KnownTarget {
  const routingKey = input.routingKey ?? known?.secret.routingKey;
  if (routingKey === undefined) throw invalid('target.routingKey', 'is required');
  return { settings: { kind: 'pagerduty', region: input.region ?? 'us' }, secret: { routingKey } };
}

function readAddress(
  { kind, url: text, origin, caPem }: AddressInput,
  allowedAddresses: readonly string[],
  known: KnownTarget | undefined,
): KnownTarget {
  const kept = known?.secret ?? {};
  const address = text ?? kept.url;
  if (address === undefined) throw invalid('target.url', 'is required');
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid('target.url', 'must be the https:// address of the webhook');
  }
  if (text === undefined && origin !== undefined && origin !== url.origin) {
    throw invalid('target.url', 'is required with another origin');
  }
  if (url.protocol === 'http:' && !isNamedByOperator(url, allowedAddresses)) {
    throw invalid(
      'target.url',
      'must be https:// unless the operator names host and port in HARBORGUARD_ALLOWED_ADDRESSES',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('target.url', 'must not hold a user or a password');
  }
  if (kind === 'teams' && /(^|\.)(webhook\.office\.com|outlook\.office\.com)$/.test(url.hostname)) {
    throw invalid('target.url', 'connectors are retired: make a webhook with Workflows in Teams');
  }
  return {
    settings: { kind, origin: url.origin, caPem: checkedCa(caPem) },
    secret: { ...kept, url: url.href },
  };
}

function isNamedByOperator(url: URL, allowedAddresses: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 80 : Number(url.port);
  if (allowedAddresses.includes(`${host}:${port}`)) return true;
  if (parseIpAddress(host) === undefined) return false;
  const question = { address: host, host, port };
  return (
    judgeAddress(question, []).kind === 'refused' &&
    judgeAddress(question, allowedAddresses).kind === 'allowed'
  );
}

function checkedCa(caPem: string | undefined): string | undefined {
  return caPem === undefined ? undefined : caCertificates(caPem);
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
