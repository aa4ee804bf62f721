// Every metric of the sensor; docs/metrics.md is made from this list.
import { errorCodes } from '@harborguard/shared/errors/error-table.ts';
import type { Meters } from '@harborguard/shared/metrics/meter.ts';
import { defineMetrics } from '@harborguard/shared/metrics/metric-definition.ts';
import { processMetrics } from '@harborguard/shared/metrics/process-metrics.ts';
import { linkStates } from './link/link-state.ts';

export const sensorMetrics = defineMetrics({
  ...processMetrics,
  linkUp: {
    name: 'harborguard_link_up',
    kind: 'gauge',
    help: '1 while the control plane has welcomed this sensor.',
    labels: {},
  },
  linkStates: {
    name: 'harborguard_link_state_changes_total',
    kind: 'counter',
    help: 'Changes of the state of the link since the start, by the new state.',
    labels: { state: [...linkStates] },
  },
  reconnects: {
    name: 'harborguard_link_reconnects_total',
    kind: 'counter',
    help: 'Links that were lost or refused since the start, by code of the error table.',
    labels: { reason: [...errorCodes] },
  },
  outboxMessages: {
    name: 'harborguard_outbox_messages',
    kind: 'gauge',
    help: 'Results that the control plane has not committed.',
    labels: {},
  },
  outboxBytes: {
    name: 'harborguard_outbox_bytes',
    kind: 'gauge',
    help: 'Size of the results that the control plane has not committed.',
    labels: {},
  },
  outboxOldestAge: {
    name: 'harborguard_outbox_oldest_age_seconds',
    kind: 'gauge',
    help: 'Age of the oldest result that the control plane has not committed.',
    labels: {},
  },
  outboxLost: {
    name: 'harborguard_outbox_lost_total',
    kind: 'counter',
    help: 'Results that were ever given up in this life of the outbox.',
    labels: {},
  },
  jobsRunning: {
    name: 'harborguard_jobs_running',
    kind: 'gauge',
    help: 'Jobs this sensor holds.',
    labels: {},
  },
  registryRequests: {
    name: 'harborguard_registry_requests_total',
    kind: 'counter',
    help: 'Requests to registries since the start, by class of the answer; failed had none.',
    labels: { outcome: ['2xx', '3xx', '4xx', '5xx', 'rate_limited', 'failed'] },
  },
  layerCache: {
    name: 'harborguard_layer_cache_bytes',
    kind: 'gauge',
    help: 'Size of the cache of layers and inventories.',
    labels: {},
  },
  freeDisk: {
    name: 'harborguard_state_free_disk_bytes',
    kind: 'gauge',
    help: 'Free disk of the state folder.',
    labels: {},
  },
});

export type SensorMeters = Meters<typeof sensorMetrics>;
