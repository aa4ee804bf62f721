// Work that several ask for at once is done once. It goes on while at least one of them waits, and a failure is
// nobody's but the starter's: the others try again themselves, with their own credentials.
import { untilAborted } from './abortable.ts';

interface Flight<Value> {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

export class SingleFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  async run(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    for (let joined = this.#flights.get(key); joined; joined = this.#flights.get(key)) {
      try {
        return await this.#wait(key, joined, signal);
      } catch {
        signal.throwIfAborted();
      }
    }
    return this.#wait(key, this.#start(key, work), signal);
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController();
    const result = work(controller.signal);
    const flight: Flight<Value> = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    const land = () => this.#remove(key, flight);
    result.then(land, land);
    return flight;
  }

  async #wait(key: string, flight: Flight<Value>, signal: AbortSignal): Promise<Value> {
    flight.waiting += 1;
    try {
      return await untilAborted(signal, flight.result);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.#remove(key, flight);
        flight.controller.abort(signal.reason);
      }
    }
  }

  #remove(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
