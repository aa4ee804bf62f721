// The sealed part of a channel: opened only where something is sent or changed.
import type { Random } from '@harborguard/shared/ports.ts';
import { openSealed, type SealedPlace, type SealKey, seal } from '../credentials/seal.ts';
import type { Channel, ChannelSecret } from './channel.ts';

export function openChannelSecret(
  sealKey: SealKey,
  { id, sealed }: Pick<Channel, 'id' | 'sealed'>,
): ChannelSecret {
  return JSON.parse(openSealed(sealKey, placeOf(id), sealed)) as ChannelSecret;
}

export function sealChannelSecret(
  sealKey: SealKey,
  id: string,
  content: { readonly secret: ChannelSecret; readonly random: Random },
): Uint8Array {
  const { secret, random } = content;
  return seal(sealKey, placeOf(id), { text: JSON.stringify(secret), random });
}

function placeOf(id: string): SealedPlace {
  return { table: 'notification_channel', column: 'sealed', rowId: id };
}
