// Every vendor that delivers push events. For tests only.
import { cloudSenders } from './cloud-senders.ts';
import { selfHostedSenders } from './self-hosted-senders.ts';
import type { VendorSender } from './vendor-sender.ts';

export const vendorSenders: readonly VendorSender[] = [...cloudSenders, ...selfHostedSenders];
