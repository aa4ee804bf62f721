// A connected sensor without sockets: it sends a heartbeat, accepts what it is given and keeps what it was told.
// For tests only.
import type {
  ControlPlaneFrame,
  JobAssign,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import type {
  ClientCertificate,
  RegistryCredential,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { ApiWorld } from './api-world.ts';

export interface StandInSensor {
  readonly sensorId: string;
  readonly frames: readonly ControlPlaneFrame[];
  disconnect(): Promise<void>;
  /** The next job it is given; what it gets for `credential.request` comes with it. */
  nextJob(): Promise<{
    readonly job: JobAssign;
    readonly credential: RegistryCredential | null | 'not-held';
    readonly clientCertificate: ClientCertificate | undefined;
  }>;
}

const sensorName = 'stand-in';

export async function connectSensor(world: ApiWorld, key: string): Promise<StandInSensor> {
  const { keys } = world.services.api;
  const { links } = world.services.fleet;
  const principal = await keys.authenticate(key);
  if (principal.kind !== 'principal') throw new TypeError('the key of the sensor is refused');
  const frames: ControlPlaneFrame[] = [];
  const jobs: JobAssign[] = [];
  const waiting: ((job: JobAssign) => void)[] = [];
  const uuid = () => world.services.api.random.uuid();
  const opened = await links.sessions.open({
    key: principal,
    credit: { messages: 100, bytes: 1_000_000 },
    hello: {
      kind: 'hello',
      protocol: { min: 1, max: 1 },
      sensorId: uuid(),
      name: sensorName,
      version: '0',
      epoch: uuid(),
      instance: uuid(),
      capabilities: [],
      lastSeq: 0,
      jobsHeld: [],
      analyzerVersion: 'a',
      platform: 'linux/x64',
    },
    peer: {
      send: (frame) => {
        frames.push(frame);
        if (frame.kind !== 'job.assign') return true;
        const taker = waiting.shift();
        if (taker === undefined) jobs.push(frame);
        else taker(frame);
        return true;
      },
      close: () => undefined,
      answersPing: () => Promise.resolve(true),
      lastHeardAt: () => world.clock.now(),
    },
  });
  if (opened.kind !== 'open') throw new TypeError(`the link is refused: ${opened.code}`);
  const { session, welcome } = opened;
  links.welcomed(session);
  await links.heartbeat(session, {
    kind: 'heartbeat',
    state: 'idle',
    version: '0',
    backlog: { messages: 0, bytes: 0, oldestAgeMs: 0 },
    leases: [],
    rssBytes: 1,
    clock: world.clock.now(),
    registries: [],
    lostMessages: 0,
  });
  return {
    sensorId: welcome.sensorId,
    frames,
    disconnect: () => links.sessions.close(session),
    nextJob: async () => {
      const job = jobs.shift() ?? (await new Promise<JobAssign>((take) => waiting.push(take)));
      const ref = { jobId: job.jobId, attempt: job.attempt };
      await links.leases.accept(welcome.sensorId, ref);
      const answer = await links.leases.credential(welcome.sensorId, ref);
      if (answer.kind !== 'granted') {
        return { job, credential: 'not-held', clientCertificate: undefined };
      }
      const { credential, clientCertificate } = answer.secrets;
      return { job, credential, clientCertificate };
    },
  };
}

/** A key of a managed sensor, as `serve` makes for its own. */
export async function systemKey({ services, storage }: ApiWorld): Promise<string> {
  const { keys } = services.api;
  const [orgId = ''] = await storage.unitOfWork.readSystem((stores) => stores.organisations.ids());
  const minted = await storage.unitOfWork.write(orgId, (stores) =>
    keys.mint(stores, { name: 'managed sensor', kind: 'sensor', role: 'ci', isSystem: true }),
  );
  return minted.text;
}
