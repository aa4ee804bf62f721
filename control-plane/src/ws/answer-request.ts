// The frames by which a sensor speaks about jobs it holds, and what is answered.
import type { SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { LinkServices } from '../domain/sensors/create-fleet.ts';
import type { LinkPeer } from '../domain/sensors/live-links.ts';
import type { SensorSession } from '../domain/sensors/sensor-session.ts';

export type JobRequestFrame = Extract<
  SensorFrame,
  { readonly kind: 'job.accept' | 'job.refuse' | 'lease.renew' | 'credential.request' }
>;
type CredentialRequest = Extract<SensorFrame, { readonly kind: 'credential.request' }>;

export async function answerRequest(
  services: LinkServices,
  peer: LinkPeer,
  session: SensorSession,
  frame: JobRequestFrame,
): Promise<void> {
  const { leases } = services;
  const { sensorId } = session.link.identity;
  switch (frame.kind) {
    case 'job.accept': {
      const { jobId, attempt } = frame;
      const isHeld = await leases.accept(sensorId, { jobId, attempt });
      if (!isHeld) peer.send({ kind: 'job.cancel', jobId, attempt });
      return;
    }
    case 'job.refuse':
      services.pause(session);
      return await leases.refuse(sensorId, frame);
    case 'lease.renew': {
      const lost = await leases.renew(sensorId, frame.jobs);
      peer.send({ kind: 'lease.renewed', serverTime: services.now(), lost: [...lost] });
      return;
    }
    case 'credential.request':
      return await answerCredential(services, peer, sensorId, frame);
  }
}

async function answerCredential(
  { leases }: LinkServices,
  peer: LinkPeer,
  sensorId: string,
  frame: CredentialRequest,
): Promise<void> {
  const { jobId, attempt } = frame;
  const answer = await leases.credential(sensorId, { jobId, attempt });
  if (answer.kind === 'granted') {
    peer.send({ kind: 'credential.grant', jobId, attempt, ...answer.secrets });
    return;
  }
  const message = 'the job is not held by this sensor';
  peer.send({ kind: 'error', code: 'FORBIDDEN', message, frameKind: frame.kind });
  peer.send({ kind: 'job.cancel', jobId, attempt });
}
