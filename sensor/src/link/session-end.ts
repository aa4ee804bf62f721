// How a session ended, in the words of the error table, and when to try again after that. Pure rules.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import {
  closeCodes,
  reconnectWindowMsMax,
  stableLinkMs,
} from '@harborguard/shared/protocol/link-limits.ts';
import { reconnectDelayMs } from '@harborguard/shared/protocol/reconnect-delay.ts';
import type { UpgradeRefusal } from './link-socket.ts';

export interface SessionEnd {
  readonly code: ErrorCode;
  readonly closeCode?: number;
  readonly status?: number;
  readonly reason?: string;
  /** From an HTTP answer: not before. */
  readonly retryAfterMs?: number;
  /** From `drain`: the control plane has chosen when this sensor comes back. */
  readonly drainAfterMs?: number;
  /** How long the link was live; 0 when it never was. */
  readonly liveMs: number;
}

export interface NextTry {
  readonly state: 'waiting' | 'refused';
  readonly failures: number;
  readonly delayMs: number;
}

/** A wrong Retry-After must not keep a sensor away for days. */
const askedDelayMsMax = 300_000;
/** Later by up to this share than asked, in case many are asked the same. */
const askedDelaySpread = 0.2;
/** Whoever took our place keeps it at least this long, or two clones would take turns without end. */
const supersededDelayMs = 30_000;

/** Nothing changes by itself here: an operator has to act. Tries go on, slowly. */
const refusingCodes: readonly ErrorCode[] = [
  'UNAUTHORIZED',
  'FORBIDDEN',
  'SENSOR_LIMIT',
  'SENSOR_CLONED',
  'PROTOCOL_UNSUPPORTED',
];

export function nextTry(
  end: SessionEnd,
  before: { readonly failures: number; readonly floorMs: number; readonly random: Random },
): NextTry {
  const { random, floorMs } = before;
  const failures = end.liveMs >= stableLinkMs ? 0 : before.failures + 1;
  if (refusingCodes.includes(end.code)) {
    const delayMs = reconnectDelayMs(failures, reconnectWindowMsMax, random);
    return { state: 'refused', failures, delayMs: Math.max(delayMs, asked(end, random)) };
  }
  if (end.code === 'LINK_SUPERSEDED') {
    const delayMs = supersededDelayMs + reconnectDelayMs(failures, supersededDelayMs, random);
    return { state: 'waiting', failures, delayMs };
  }
  // A drain is the control plane's own plan and no failure of the link.
  if (end.drainAfterMs !== undefined) {
    return { state: 'waiting', failures: 0, delayMs: asked(end, random) };
  }
  const delayMs = asked(end, random) + reconnectDelayMs(failures, floorMs, random);
  return { state: 'waiting', failures, delayMs };
}

function asked(end: SessionEnd, random: Random): number {
  const askedMs = Math.min(askedDelayMsMax, end.drainAfterMs ?? end.retryAfterMs ?? 0);
  return Math.floor(askedMs * (1 + askedDelaySpread * random.uniform()));
}

export function codeOfClose(closeCode: number): ErrorCode {
  return codeByClose[closeCode] ?? 'LINK_UNREACHABLE';
}

const codeByClose: Readonly<Record<number, ErrorCode>> = {
  [closeCodes.restart]: 'SHUTTING_DOWN',
  [closeCodes.frameTooLarge]: 'FRAME_TOO_LARGE',
  [closeCodes.protocolUnsupported]: 'PROTOCOL_UNSUPPORTED',
  [closeCodes.keyRevoked]: 'UNAUTHORIZED',
  [closeCodes.superseded]: 'LINK_SUPERSEDED',
};

/** 401 says nothing but that; for the other statuses the body may know better. */
export function codeOfRefusal({ status, code }: UpgradeRefusal): ErrorCode {
  if (status === 401) return 'UNAUTHORIZED';
  return code ?? codeByStatus[status] ?? 'LINK_UNREACHABLE';
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  403: 'FORBIDDEN',
  426: 'PROTOCOL_UNSUPPORTED',
  429: 'RATE_LIMITED',
  503: 'SHUTTING_DOWN',
};
