// What cloud mode may reach, as the configuration has it.
import { parseCidrBlock } from '@harborguard/shared/registry/ip-address.ts';

const portMax = 65_535;

export function isAllowedAddress(text: string): boolean {
  if (text.includes('/')) return parseCidrBlock(text) !== undefined;
  const match = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})$/.exec(text);
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= portMax;
}
