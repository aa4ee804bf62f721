// A unit of work that dies at its n-th change: in odd numbers before the commit, in even ones right after it.
import type { UnitOfWork } from '../../domain/unit-of-work.ts';

export class DyingUnitOfWork {
  /** How many places there were to die at. */
  points = 0;
  readonly unitOfWork: UnitOfWork;

  constructor(inner: UnitOfWork, dieAt: number) {
    const point = (): void => {
      this.points += 1;
      if (this.points === dieAt) throw new Error('the process dies here');
    };
    const dying = <Stores, Result>(run: (stores: Stores) => Promise<Result>) => {
      return async (stores: Stores): Promise<Result> => {
        const result = await run(stores);
        point();
        return result;
      };
    };
    this.unitOfWork = {
      read: inner.read,
      readSystem: inner.readSystem,
      write: async (orgId, run) => {
        const result = await inner.write(orgId, dying(run));
        point();
        return result;
      },
      writeSystem: async (run) => {
        const result = await inner.writeSystem(dying(run));
        point();
        return result;
      },
    };
  }
}
