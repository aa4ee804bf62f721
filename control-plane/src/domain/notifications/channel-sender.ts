// What the domain asks of the outside: hand one message to one channel, once, and say what came of it.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Channel, ChannelSecret } from './channel.ts';
import type { Message } from './message.ts';

export type SendOutcome =
  | { readonly kind: 'sent'; readonly status?: number }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      /** Nothing but a change by somebody can help. */
      readonly isPermanent: boolean;
      readonly status?: number;
      readonly retryAfterMs?: number;
      /** The receiver says that it is gone for good. */
      readonly isGone?: boolean;
      /** Of an e-mail that a part of the mailboxes took, now or before; undefined: nobody did. */
      readonly served?: readonly string[];
    };

export interface ChannelSender {
  /** Throws only for errors of our own program. */
  send(
    channel: Pick<Channel, 'id' | 'settings'>,
    secret: ChannelSecret,
    message: Message,
  ): Promise<SendOutcome>;
}
