// Text frames to values and back. A frame that is too large, not JSON, of an unknown kind or against its schema
// is an answer with a code, never an exception: one bad frame does not end a session.
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ErrorCode } from '../errors/error-table.ts';
import { HarborError } from '../errors/harbor-error.ts';
import type { ControlPlaneFrame } from './control-plane-frames.ts';
import { controlPlaneFrames, type FrameRow, sensorFrames } from './frame-catalogue.ts';
import { frameBytesMax } from './link-limits.ts';
import { type LogMessage, LogMessageSchema } from './log-messages.ts';
import type { SensorFrame } from './sensor-frames.ts';
import { understoodPart } from './understood-part.ts';

export interface RefusedFrame {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly frameKind?: string;
  /** Which field, and the rule it breaks; never the value. */
  readonly reason: string;
}

export type Decoded<Frame> = { readonly kind: 'frame'; readonly frame: Frame } | RefusedFrame;

export const decodeSensorFrame: (text: string) => Decoded<SensorFrame> = decoder(sensorFrames);
export const decodeControlPlaneFrame: (text: string) => Decoded<ControlPlaneFrame> =
  decoder(controlPlaneFrames);

/** Throws FRAME_TOO_LARGE: a sender that gets here has a bug, since large bodies go in chunks. */
export function encodeFrame(frame: SensorFrame | ControlPlaneFrame): string {
  const text = JSON.stringify(frame);
  const bytes = Buffer.byteLength(text);
  if (bytes > frameBytesMax) {
    throw new HarborError('FRAME_TOO_LARGE', { details: { frame: frame.kind, bytes } });
  }
  return text;
}

/** Checks are made when the first value comes: most commands of both programs never see a frame. */
function lazily<Schema extends TSchema>(schema: Schema) {
  const make = () => Compile(schema);
  let made: ReturnType<typeof make> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const logMessage = lazily(LogMessageSchema);

/** Reads the body of a log message; an unknown type or a broken body is refused alone. */
export function decodeLogMessage(body: unknown): Decoded<LogMessage> {
  const check = logMessage();
  if (check.Check(body)) return { kind: 'frame', frame: body };
  const part = understoodPart(body);
  if (check.Check(part)) return { kind: 'frame', frame: part };
  const type = isRecord(body) && typeof body['type'] === 'string' ? body['type'] : 'unknown';
  return { kind: 'refused', code: 'FRAME_INVALID', frameKind: type, reason: `log body ${type}` };
}

function decoder<Frame>(rows: readonly FrameRow[]): (text: string) => Decoded<Frame> {
  const checks = new Map(rows.map((row) => [row.kind, lazily(row.schema)]));
  return (text) => {
    const value = parseFrame(text);
    if (value.kind === 'refused') return value;
    const frameKind = value.frame['kind'];
    if (typeof frameKind !== 'string') return refused('FRAME_INVALID', 'kind is missing');
    const check = checks.get(frameKind)?.();
    if (check === undefined) return refused('FRAME_UNKNOWN', 'kind is unknown', frameKind);
    if (check.Check(value.frame)) return { kind: 'frame', frame: value.frame as Frame };
    const [problem] = check.Errors(value.frame);
    return refused(
      'FRAME_INVALID',
      `${problem?.instancePath || '/'} ${problem?.message ?? 'does not match'}`,
      frameKind,
    );
  };
}

function parseFrame(text: string): Decoded<Record<string, unknown>> {
  if (text.length > frameBytesMax || Buffer.byteLength(text) > frameBytesMax) {
    return refused('FRAME_TOO_LARGE', 'frame is larger than 1 MiB');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return { kind: 'frame', frame: value };
  } catch {
    return refused('FRAME_INVALID', 'frame is not JSON');
  }
  return refused('FRAME_INVALID', 'frame is not an object');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(code: ErrorCode, reason: string, frameKind?: string): RefusedFrame {
  const bounded = frameKind?.slice(0, 64);
  return {
    kind: 'refused',
    code,
    reason,
    ...(bounded === undefined ? {} : { frameKind: bounded }),
  };
}
