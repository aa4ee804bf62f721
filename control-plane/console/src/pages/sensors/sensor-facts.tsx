// What a sensor says of itself with each heartbeat.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import type { ReactNode } from 'react';
import { byteWords } from '../../components/byte-words.ts';
import { durationWords } from '../../time/relative-words.ts';

/** More than this and times of the two machines cannot be compared any more. */
const skewNotedMs = 5_000;

export function SensorFacts({
  sensor,
  children,
}: {
  readonly sensor: RowOf<'GET /api/sensors'>;
  /** Further facts. */
  readonly children?: ReactNode;
}) {
  const { backlog, clockSkewMs = 0, freeDiskBytes, rssBytes } = sensor;
  return (
    <dl className="facts">
      <dt>Results waiting</dt>
      <dd>
        {backlog === undefined || backlog.messages === 0
          ? 'none'
          : `${backlog.messages.toLocaleString('en')} (${byteWords(backlog.bytes)}), the oldest for ${durationWords(backlog.oldestAgeMs)}`}
      </dd>
      <dt>Clock</dt>
      <dd>
        {Math.abs(clockSkewMs) < skewNotedMs
          ? 'in step'
          : `${durationWords(Math.abs(clockSkewMs))} ${clockSkewMs > 0 ? 'ahead' : 'behind'}; check its time service`}
      </dd>
      <dt>Memory, free disk</dt>
      <dd className="number">
        {rssBytes === undefined ? '–' : byteWords(rssBytes)},{' '}
        {freeDiskBytes === undefined ? '–' : byteWords(freeDiskBytes)}
      </dd>
      {sensor.lostMessages === 0 ? null : (
        <>
          <dt>Results given up</dt>
          <dd>
            {sensor.lostMessages.toLocaleString('en')}: its disk was full; those images are scanned
            again
          </dd>
        </>
      )}
      {children}
    </dl>
  );
}
