// What a sensor tells of itself when it is asked: numbers, codes and names of variables. No value of a variable, no name
// of a registry, no text of an error.
import { type Static, Type } from 'typebox';

const text = (maxLength: number) => Type.String({ maxLength });
const count = Type.Integer({ minimum: 0 });

/** In hello, of sensors that answer. */
export const diagnosticsCapability = 'diagnostics';
export const linkHistoryMax = 50;
export const recentErrorsMax = 100;
export const variablesMax = 100;

export const DiagnosticsBodySchema = Type.Object({
  version: text(64),
  analyzerVersion: text(64),
  platform: text(64),
  nodeVersion: text(64),
  /** Milliseconds since 1970. */
  startedAt: count,
  /** Names and where each comes from; never what it says. */
  variables: Type.Array(
    Type.Object({
      name: text(128),
      origin: Type.Enum(['environment', 'file', 'default', 'unset']),
    }),
    { maxItems: variablesMax },
  ),
  /** The latest last. */
  link: Type.Array(Type.Object({ at: count, state: text(32), code: Type.Optional(text(64)) }), {
    maxItems: linkHistoryMax,
  }),
  outbox: Type.Object({
    messages: count,
    bytes: count,
    oldestAgeMs: count,
    lastSeq: count,
    ackedUpTo: count,
    lost: count,
  }),
  /** Codes of the error table in lines of the log since the start, the latest last. */
  errors: Type.Array(Type.Object({ code: text(64), count, lastAt: count }), {
    maxItems: recentErrorsMax,
  }),
  runningJobs: count,
  layerCacheBytes: count,
  rssBytes: count,
  freeDiskBytes: Type.Optional(count),
});
export type DiagnosticsBody = Static<typeof DiagnosticsBodySchema>;
