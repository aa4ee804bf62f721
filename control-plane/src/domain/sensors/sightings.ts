// Heartbeats, progress and times of last bytes: kept in memory at once, written to the database every few
// seconds. What a crash loses of it the next heartbeat tells again.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Heartbeat, Progress } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { JobProgress } from '../jobs/job.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { LiveLink, LiveLinks } from './live-links.ts';
import type { Beat, ReceivedHeartbeat, Sensor } from './sensor.ts';
import type { SensorSighting } from './sensor-store.ts';

/** Well inside the two minutes after which a sensor counts as offline, should the control plane die. */
const lastSeenWriteMs = 30_000;

/** Twenty minutes at a heartbeat in twenty seconds: what fits into a small drawing. */
const beatsKept = 60;
/** A crash leaves a hole of a minute; each heartbeat by itself would rewrite them three times as often. */
const beatsWriteMs = 60_000;
/** Sensors that come and go under new names must not fill the memory. */
const sensorsKept = 5_000;

export interface SightingsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly links: LiveLinks;
}

export class Sightings {
  readonly #dependencies: SightingsDependencies;
  readonly #heartbeats = new Map<string, ReceivedHeartbeat>();
  readonly #progress = new Map<string, JobProgress>();
  /** Those that are not written yet. */
  readonly #beats = new Map<string, readonly Beat[]>();
  #beatsWrittenAt: number;
  readonly #writtenAt = new Map<string, number>();

  constructor(dependencies: SightingsDependencies) {
    this.#dependencies = dependencies;
    this.#beatsWrittenAt = dependencies.clock.now();
  }

  noteHeartbeat(link: LiveLink, heartbeat: Heartbeat): void {
    const receivedAt = this.#dependencies.clock.now();
    const clockSkewMs = heartbeat.clock - receivedAt;
    const { sensorId } = link.identity;
    this.#heartbeats.set(sensorId, { heartbeat, receivedAt, clockSkewMs });
    this.#keepBeat(sensorId, {
      receivedAt,
      runningJobs: heartbeat.leases.length,
      backlogMessages: heartbeat.backlog.messages,
    });
  }

  /** The oldest first: what was written of it, and behind it what was not yet. */
  beatsOf({ id, beats }: Pick<Sensor, 'id' | 'beats'>): readonly Beat[] {
    const last = beats.at(-1)?.receivedAt ?? 0;
    const news = (this.#beats.get(id) ?? []).filter(({ receivedAt }) => receivedAt > last);
    return [...beats, ...news].slice(-beatsKept);
  }

  noteProgress({ jobId, phase, done, total }: Progress): void {
    this.#progress.set(jobId, { phase, done, ...(total === undefined ? {} : { total }) });
  }

  /** Not written yet, if there is one. */
  heartbeatOf(sensorId: string): ReceivedHeartbeat | undefined {
    return this.#heartbeats.get(sensorId);
  }

  /** Writes what is new. Throws what the database throws; nothing is forgotten then. */
  async flush(): Promise<void> {
    const sensors = this.#dueSensors();
    const progress = [...this.#progress];
    if (sensors.length === 0 && progress.length === 0) return;
    await this.#dependencies.unitOfWork.writeSystem(async (stores) => {
      await stores.sensors.saveSightings(sensors);
      for (const [jobId, value] of progress) await stores.jobs.saveProgress(jobId, value);
    });
    this.#forget(sensors, progress);
  }

  /** Writes the last heartbeats, when it is time or at the end of the process. */
  async flushBeats(isEnd = false): Promise<void> {
    const now = this.#dependencies.clock.now();
    if (!isEnd && now - this.#beatsWrittenAt < beatsWriteMs) return;
    this.#beatsWrittenAt = now;
    const written = [...this.#beats];
    if (written.length === 0) return;
    await this.#dependencies.unitOfWork.writeSystem(async (stores) => {
      for (const [id, beats] of written) await stores.sensors.appendBeats(id, beats, beatsKept);
    });
    for (const [id, beats] of written) {
      const rest = (this.#beats.get(id) ?? []).filter((beat) => !beats.includes(beat));
      if (rest.length === 0) this.#beats.delete(id);
      else this.#beats.set(id, rest);
    }
  }

  #keepBeat(sensorId: string, beat: Beat): void {
    const kept = [...(this.#beats.get(sensorId) ?? []), beat].slice(-beatsKept);
    // The sensor heard last stands last, so that the first is the one to be forgotten.
    this.#beats.delete(sensorId);
    this.#beats.set(sensorId, kept);
    const [silent] = this.#beats.size > sensorsKept ? this.#beats.keys() : [];
    if (silent !== undefined) this.#beats.delete(silent);
  }

  #dueSensors(): readonly SensorSighting[] {
    const { links, clock } = this.#dependencies;
    const now = clock.now();
    return links.all().flatMap((link) => {
      const { sensorId } = link.identity;
      const heartbeat = this.#heartbeats.get(sensorId);
      const isStale = now - (this.#writtenAt.get(sensorId) ?? 0) >= lastSeenWriteMs;
      if (heartbeat === undefined && !isStale) return [];
      const lastSeenAt = link.peer.lastHeardAt();
      return [{ sensorId, lastSeenAt, ...(heartbeat === undefined ? {} : { heartbeat }) }];
    });
  }

  #forget(
    sensors: readonly SensorSighting[],
    progress: readonly (readonly [string, JobProgress])[],
  ): void {
    const now = this.#dependencies.clock.now();
    for (const { sensorId, heartbeat } of sensors) {
      this.#writtenAt.set(sensorId, now);
      if (this.#heartbeats.get(sensorId) === heartbeat) this.#heartbeats.delete(sensorId);
    }
    for (const [jobId, value] of progress) {
      if (this.#progress.get(jobId) === value) this.#progress.delete(jobId);
    }
  }
}
