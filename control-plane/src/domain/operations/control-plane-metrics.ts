// Every metric of the control plane; docs/metrics.md is made from this list.

import type { Meters } from '@harborguard/shared/metrics/meter.ts';
import { defineMetrics } from '@harborguard/shared/metrics/metric-definition.ts';
import { processMetrics } from '@harborguard/shared/metrics/process-metrics.ts';
import { controlPlaneFrames, sensorFrames } from '@harborguard/shared/protocol/frame-catalogue.ts';
import { jobKinds } from '@harborguard/shared/protocol/jobs.ts';

const kind = [...jobKinds];
const frameKinds = [...new Set([...sensorFrames, ...controlPlaneFrames].map((row) => row.kind))];
/** Far above the routes there are. */
const routesMax = 300;

export const controlPlaneMetrics = defineMetrics({
  ...processMetrics,
  ready: {
    name: 'harborguard_ready',
    kind: 'gauge',
    help: '1 while requests and links are welcome.',
    labels: {},
  },
  sensorsConnected: {
    name: 'harborguard_sensors_connected',
    kind: 'gauge',
    help: 'Sensors with an open link.',
    labels: {},
  },
  sensorsKnown: {
    name: 'harborguard_sensors_known',
    kind: 'gauge',
    help: 'Sensors that ever connected.',
    labels: {},
  },
  jobs: {
    name: 'harborguard_jobs',
    kind: 'gauge',
    help: 'Jobs that have not ended.',
    labels: { kind, state: ['queued', 'assigned', 'running'] },
  },
  oldestJobAge: {
    name: 'harborguard_job_oldest_queued_age_seconds',
    kind: 'gauge',
    help: 'Age of the oldest job that waits for a sensor and may be taken now.',
    labels: { kind },
  },
  jobsEnded: {
    name: 'harborguard_jobs_ended_total',
    kind: 'counter',
    help: 'Jobs that have ended since the start.',
    labels: { kind, outcome: ['succeeded', 'failed', 'cancelled', 'dead'] },
  },
  jobAttempts: {
    name: 'harborguard_job_attempts_total',
    kind: 'counter',
    help: 'Attempts of the jobs that have ended since the start.',
    labels: { kind },
  },
  syncDuration: {
    name: 'harborguard_sync_duration_seconds',
    kind: 'histogram',
    help: 'From the start of the last attempt of a sync to its success.',
    labels: {},
    buckets: [1, 5, 15, 60, 300, 900, 3600, 14_400],
  },
  scanDuration: {
    name: 'harborguard_scan_duration_seconds',
    kind: 'histogram',
    help: 'From the start of the last attempt of a scan to its success.',
    labels: {},
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 1800],
  },
  requestDuration: {
    name: 'harborguard_http_request_duration_seconds',
    kind: 'histogram',
    help: 'Answers of the API, by the pattern of their route.',
    labels: { route: { atMost: routesMax }, status: ['2xx', '3xx', '4xx', '5xx'] },
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
  },
  linkFrames: {
    name: 'harborguard_link_frames_total',
    kind: 'counter',
    help: 'Frames of all links since the start.',
    labels: { direction: ['received', 'sent'], kind: frameKinds },
  },
  logMessagesAcked: {
    name: 'harborguard_log_messages_acked_total',
    kind: 'counter',
    help: 'Results of sensors that were committed since the start.',
    labels: {},
  },
  outboxMessages: {
    name: 'harborguard_sensor_outbox_messages',
    kind: 'gauge',
    help: 'Results that wait on connected sensors, as of their last heartbeats.',
    labels: {},
  },
  outboxBytes: {
    name: 'harborguard_sensor_outbox_bytes',
    kind: 'gauge',
    help: 'Size of the results that wait on connected sensors.',
    labels: {},
  },
  outboxOldestAge: {
    name: 'harborguard_sensor_outbox_oldest_age_seconds',
    kind: 'gauge',
    help: 'Age of the oldest result that waits on any connected sensor.',
    labels: {},
  },
  matchQueue: {
    name: 'harborguard_match_queue_images',
    kind: 'gauge',
    help: 'Images whose findings are due.',
    labels: {},
  },
  webhookBacklog: {
    name: 'harborguard_webhook_backlog_events',
    kind: 'gauge',
    help: 'Push events that are accepted and not yet jobs.',
    labels: {},
  },
  advisoriesNewest: {
    name: 'harborguard_advisories_newest_record_timestamp_seconds',
    kind: 'gauge',
    help: 'When the newest advisory in use was published or changed.',
    labels: {},
  },
  advisoriesAge: {
    name: 'harborguard_advisories_age_seconds',
    kind: 'gauge',
    help: 'Age of the newest advisory in use.',
    labels: {},
  },
  advisoryFeedAge: {
    name: 'harborguard_advisory_feed_age_seconds',
    kind: 'gauge',
    help: 'Age of the scores of EPSS and of the catalog of KEV in use.',
    labels: { feed: ['epss', 'kev'] },
  },
  advisoryRecords: {
    name: 'harborguard_advisories_records',
    kind: 'gauge',
    help: 'Advisories in use; 0 when there are none.',
    labels: {},
  },
  deliveries: {
    name: 'harborguard_notification_deliveries',
    kind: 'gauge',
    help: 'Notifications that wait, and those that failed for good and are still kept.',
    labels: { state: ['pending', 'failed'] },
  },
  deliveryOldestAge: {
    name: 'harborguard_notification_oldest_pending_age_seconds',
    kind: 'gauge',
    help: 'How long the longest waiting notification has been due.',
    labels: {},
  },
  rowsPruned: {
    name: 'harborguard_history_rows_pruned_total',
    kind: 'counter',
    help: 'Rows of history that were removed for their age since the start.',
    labels: {},
  },
});

export type ControlPlaneMeters = Meters<typeof controlPlaneMetrics>;
