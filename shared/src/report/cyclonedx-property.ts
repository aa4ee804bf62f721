// What CycloneDX has no field for, under names of our own.

export interface Property {
  readonly name: string;
  readonly value: string;
}

export function property(name: string, value: string): Property {
  return { name: `harborguard:${name}`, value };
}
