// Which version of the link protocol two programs speak with each other, and what each is told when there is none.
// A version stays supported for as long as docs/upgrade.md says; within it frames only ever gain optional fields.

export interface ProtocolRange {
  readonly min: number;
  readonly max: number;
}

/** One of the two ends of the link, as it calls itself. */
export interface ProtocolSpeaker {
  readonly program: 'sensor' | 'control plane';
  /** Absent where a program of before it was said is spoken of. */
  readonly version?: string | undefined;
  readonly protocol: ProtocolRange;
}

export type Agreement =
  | { readonly kind: 'agreed'; readonly protocol: number }
  /** `older` is the one to upgrade. */
  | { readonly kind: 'none'; readonly older: ProtocolSpeaker; readonly sentence: string };

/** The highest version both speak. */
export function agreeProtocol(own: ProtocolSpeaker, other: ProtocolSpeaker): Agreement {
  const protocol = Math.min(own.protocol.max, other.protocol.max);
  if (protocol >= Math.max(own.protocol.min, other.protocol.min)) {
    return { kind: 'agreed', protocol };
  }
  const older = other.protocol.max < own.protocol.max ? other : own;
  const sentence = `${named(own)}, ${named(other)}: upgrade the ${older.program}`;
  return { kind: 'none', older, sentence };
}

function named({ program, version, protocol: { min, max } }: ProtocolSpeaker): string {
  const versions = min === max ? String(min) : `${min} to ${max}`;
  return `${program} ${version ?? 'of unknown version'} speaks link protocol ${versions}`;
}
