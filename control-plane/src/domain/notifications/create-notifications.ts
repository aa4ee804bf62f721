// The parts of notifications put together: what is watched, the outbox and its loop, channels and rules.
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { DataKeys } from '../credentials/data-keys.ts';
import { Clockwork } from '../sensors/clockwork.ts';
import type { ChannelSender } from './channel-sender.ts';
import { type ChannelService, createChannelService } from './channel-service.ts';
import { DeliveryLoop } from './delivery-loop.ts';
import type { WatchDependencies } from './observe-states.ts';
import { createRuleService, type RuleService } from './rule-service.ts';
import { watchStates } from './watch-states.ts';

export interface NotificationDependencies extends WatchDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly dataKeys: DataKeys;
  readonly sender: ChannelSender;
  readonly allowedAddresses: readonly string[];
  readonly publicUrl: string | undefined;
}

export interface Notifications {
  readonly notificationChannels: ChannelService;
  readonly notificationRules: RuleService;
  readonly notificationLoop: NotificationLoop;
}

export interface NotificationLoop {
  start(): void;
  stop(): Promise<void>;
  /** Resolves once what is under way is done. */
  settled(): Promise<void>;
}

const watchEveryMs = 15_000;

export function createNotifications(dependencies: NotificationDependencies): Notifications {
  const loop = new DeliveryLoop(dependencies);
  const wake = (): void => loop.wake();
  const watch = async (): Promise<void> => {
    await watchStates(dependencies);
    wake();
  };
  const clockwork = new Clockwork(dependencies.clock, dependencies.log, [
    { name: 'watch', everyMs: watchEveryMs, run: watch },
  ]);
  return {
    notificationChannels: createChannelService({ ...dependencies, wake }),
    notificationRules: createRuleService({ ...dependencies, wake }),
    notificationLoop: {
      start: () => {
        clockwork.start();
        loop.start();
      },
      stop: async () => {
        await clockwork.stop();
        await loop.stop();
      },
      settled: async () => {
        await clockwork.settled();
        await loop.settled();
      },
    },
  };
}
