// The ways news can go: what of each is shown to people, and what is sealed.

export const channelKinds = ['email', 'slack', 'teams', 'pagerduty', 'webhook'] as const;

export interface EmailSettings {
  readonly kind: 'email';
  readonly host: string;
  readonly port: number;
  /** starttls: demanded, never merely tried. none: only without a login. */
  readonly security: 'starttls' | 'implicit' | 'none';
  readonly username: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly caPem: string | undefined;
}

/** The address as a whole is the secret; its origin may be seen. */
export interface AddressSettings {
  readonly kind: 'slack' | 'teams' | 'webhook';
  readonly origin: string;
  readonly caPem: string | undefined;
}

export interface PagerDutySettings {
  readonly kind: 'pagerduty';
  readonly region: 'us' | 'eu';
}

export type ChannelSettings = EmailSettings | AddressSettings | PagerDutySettings;

export interface ChannelSecret {
  /** Of a login to a mail server. */
  readonly password?: string;
  /** Of Slack, Teams and webhooks. */
  readonly url?: string;
  /** Of PagerDuty. */
  readonly routingKey?: string;
  /** `whsec_...`: the one in use, and the one before it until `previousUntil`. */
  readonly signingSecret?: string;
  readonly previousSecret?: string;
  readonly previousUntil?: number;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly settings: ChannelSettings;
  readonly sealed: Uint8Array;
  readonly isEnabled: boolean;
  readonly failuresInRow: number;
  /** Left alone until then, after failures in a row. */
  readonly pausedUntil: number | undefined;
  readonly lastErrorCode: string | undefined;
  readonly lastSuccessAt: number | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}
