// The channels behind the domain's port.
import type { ChannelSender } from '../../domain/notifications/channel-sender.ts';
import { sendEmail } from './send-email.ts';
import { type HttpChannelOptions, sendOverHttp } from './send-over-http.ts';

export function createChannelSender(options: HttpChannelOptions): ChannelSender {
  return {
    send: (channel, secret, message) =>
      channel.settings.kind === 'email'
        ? sendEmail(options, channel.settings, secret, message)
        : sendOverHttp(options, channel, secret, message),
  };
}
