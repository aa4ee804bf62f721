// The numbers of the link, each with its reason. Both sides use them; the control plane may announce others in `welcome`.
import { lastSpansMsMax } from '../tracing/span-queue.ts';

/** The subprotocol both sides name in the WebSocket upgrade. */
export const linkSubprotocol = 'harborguard.sensor.v1';
export const linkPath = '/api/sensor/link';
export const protocolVersion = { min: 1, max: 1 } as const;

/** A frame above this is refused: it bounds what a peer can make us hold for one parse. */
export const frameBytesMax = 1024 * 1024;
/** Log bodies up to this travel inside their text frame; larger ones go as binary chunks. */
export const inlineBodyBytesMax = 64 * 1024;
/** Payload of one binary chunk: small enough that a heartbeat never waits long behind it. */
export const chunkBytesMax = 256 * 1024;
/** The largest log body, compressed and uncompressed: an image with 200,000 packages fits. */
export const bodyCompressedBytesMax = 32 * 1024 * 1024;
export const bodyBytesMax = 256 * 1024 * 1024;

export const heartbeatIntervalMsDefault = 30_000;
export const heartbeatIntervalMsMin = 5_000;
export const heartbeatIntervalMsMax = 300_000;
/** Share of the interval by which each heartbeat moves, so that fleets do not beat in step. */
export const heartbeatJitter = 0.2;

export const pingIntervalMs = 8_000;
/** Without a byte for this long the link is closed: a silent half-open link shows within 25 s. */
export const silenceMsMax = 20_000;
export const silenceCheckIntervalMs = 1_000;
/** From here on a sensor counts as offline and its registries as ERROR. */
export const offlineAfterMs = 120_000;

export const leaseMs = 60_000;
export const leaseRenewIntervalMs = 20_000;
export const attemptsMax = 3;

/** What a sensor may have on the way without an ack. */
export const creditMessagesDefault = 64;
export const creditBytesDefault = 4 * 1024 * 1024;
/** Above this many bytes in the socket's own buffer the sender waits. */
export const socketBufferedBytesMax = 1024 * 1024;

export const reconnectWindowMsMax = 60_000;
export const reconnectBaseMs = 1_000;
/** A link that lived this long resets the reconnect window. */
export const stableLinkMs = 60_000;
export const drainSpreadMs = 30_000;

/**
 * The most that each step of an orderly end takes. Whoever runs a program gives it longer than the sum before it is killed:
 * containers, charts and units are held to that by a test.
 */
export const sensorStopMsMax = {
  /** Running jobs may end; those that do not go on at the next start. */
  jobs: 10_000,
  /** Acks of what waits in the outbox; the rest stays there. */
  acks: 10_000,
  closeHandshake: 1_000,
  /** The last spans, where traces are made. */
  traces: lastSpansMsMax,
} as const;
export const controlPlaneStopMsMax = {
  /** A whole stop of the sensor that it runs beside itself, and some time for its process to end. */
  managedSensor: 25_000,
  /** Commits of what has arrived; sensors send the rest again. */
  commits: 5_000,
  closeHandshake: 2_000,
  traces: lastSpansMsMax,
} as const;

/**
 * The crash loop guard. A death while a suspect ran alone counts for one, or for four when the process had shown signs
 * of trouble of its own (memory, an exception nobody caught): then three in a row quarantine a job. Deaths without a
 * sign come from outside (kill, eviction, reboot); it takes many more of them before the job itself is to blame.
 */
export const suspicionMax = 12;
export const suspicionOfDeath = 1;
export const suspicionOfOwnDeath = 4;

/** The difference of clocks above which a person is told. */
export const clockSkewMsMax = 30_000;

/** WebSocket close codes of our own, in the private range. */
export const closeCodes = {
  restart: 1012,
  frameTooLarge: 1009,
  protocolUnsupported: 4400,
  keyRevoked: 4401,
  superseded: 4409,
  silent: 4408,
} as const;
