// What is typed about a channel, and what is sent of it: secrets that are left empty stay as they are.
import type { RequestOf, RowOf } from '@harborguard/client/operation-types.ts';
import { linesOf, textOfLines } from '../../../components/lines.ts';

export type Channel = RowOf<'GET /api/notification-channels'>;
type Body = RequestOf<'POST /api/notification-channels'>['body'];

export interface ChannelForm {
  readonly name: string;
  readonly kind: Channel['kind'];
  readonly isEnabled: boolean;
  readonly url: string;
  readonly host: string;
  readonly port: string;
  readonly security: 'starttls' | 'implicit' | 'none';
  readonly username: string;
  readonly password: string;
  readonly from: string;
  readonly to: string;
  readonly region: 'us' | 'eu';
  readonly routingKey: string;
  readonly caPem: string;
}

export function channelForm(channel?: Channel): ChannelForm {
  const target = channel?.target;
  return {
    name: channel?.name ?? '',
    kind: channel?.kind ?? 'email',
    isEnabled: channel?.isEnabled ?? true,
    url: '',
    host: target?.host ?? '',
    port: String(target?.port ?? 587),
    security: (target?.security ?? 'starttls') as ChannelForm['security'],
    username: target?.username ?? '',
    password: '',
    from: target?.from ?? '',
    to: textOfLines(target?.to ?? []),
    region: target?.region === 'eu' ? 'eu' : 'us',
    routingKey: '',
    caPem: target?.caPem ?? '',
  };
}

export function channelBody(form: ChannelForm): Body {
  return { name: form.name.trim(), isEnabled: form.isEnabled, target: targetOf(form) };
}

function targetOf(form: ChannelForm): Body['target'] {
  const caPem = filled('caPem', form.caPem);
  if (form.kind === 'pagerduty') {
    return { kind: 'pagerduty', region: form.region, ...filled('routingKey', form.routingKey) };
  }
  if (form.kind !== 'email') return { kind: form.kind, ...filled('url', form.url), ...caPem };
  return {
    kind: 'email',
    host: form.host.trim(),
    port: Number(form.port),
    security: form.security,
    ...filled('username', form.username),
    ...(form.password === '' ? {} : { password: form.password }),
    from: form.from.trim(),
    to: linesOf(form.to),
    ...caPem,
  };
}

function filled<Name extends string>(name: Name, text: string): { [Key in Name]?: string } {
  const value = text.trim();
  return (value === '' ? {} : { [name]: value }) as { [Key in Name]?: string };
}
