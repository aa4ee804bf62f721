// The severities a gate can be set to, the gravest first.
export const failOnLevels = ['critical', 'high', 'medium', 'low'] as const;
export type FailOnLevel = (typeof failOnLevels)[number];
