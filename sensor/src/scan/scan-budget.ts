// What the scans of one process share: how many layers are unpacked at once, and which layers are under way.
import type { LayerReading } from './read-layer.ts';
import { SingleFlight } from './single-flight.ts';
import { Slots } from './slots.ts';

export interface ScanBudget {
  readonly slots: Slots;
  readonly flights: SingleFlight<LayerReading>;
}

/** Each layer takes a core and some 20 MiB. */
const parallelLayersDefault = 2;

export function createScanBudget(parallelLayers: number = parallelLayersDefault): ScanBudget {
  return { slots: new Slots(parallelLayers), flights: new SingleFlight() };
}
