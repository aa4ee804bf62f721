// What the scans of one process share: how many layers are unpacked at once, how much of whole files they may hold, and
// which layers are under way.
import { ByteBudget } from './byte-budget.ts';
import type { LayerReading } from './read-layer.ts';
import { SingleFlight } from './single-flight.ts';
import { Slots } from './slots.ts';

export interface ScanBudget {
  readonly slots: Slots;
  readonly heldBytes: ByteBudget;
  readonly flights: SingleFlight<LayerReading>;
}

/** Each layer takes a core and some 20 MiB beside the files it holds. */
const parallelLayersDefault = 2;

/** Two of the largest databases seen at once; a larger file waits until it is the only one. */
const heldBytesMax = 64 * 1024 * 1024;

export function createScanBudget(parallelLayers: number = parallelLayersDefault): ScanBudget {
  return {
    slots: new Slots(parallelLayers),
    heldBytes: new ByteBudget(heldBytesMax),
    flights: new SingleFlight(),
  };
}
