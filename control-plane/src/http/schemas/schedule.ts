// When a registry is synced by itself and when not, on the wire.
import { Type } from 'typebox';
import { weekdays } from '../../domain/schedule/blackout.ts';

const TimeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'An IANA name, such as Europe/Berlin',
});
const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
export const CronSchema = Type.Object(
  { expression: Type.String({ minLength: 9, maxLength: 200 }), timeZone: TimeZone },
  {
    additionalProperties: false,
    description: 'Minute, hour, day of month, month, day of week; for the schedule `cron`',
    examples: [{ expression: '30 2 * * 1-5', timeZone: 'Europe/Berlin' }],
  },
);
export const BlackoutsSchema = Type.Array(
  Type.Object(
    {
      days: Type.Array(Type.Enum([...weekdays]), { minItems: 1, maxItems: 7, uniqueItems: true }),
      from: TimeOfDay,
      to: TimeOfDay,
      timeZone: TimeZone,
    },
    { additionalProperties: false },
  ),
  {
    maxItems: 20,
    description: 'In these times nothing starts by itself; what a person asks for runs.',
    examples: [[{ days: ['mon', 'tue'], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' }]],
  },
);
