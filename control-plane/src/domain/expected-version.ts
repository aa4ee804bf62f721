// What a change expects to find: somebody who changed the same thing in between is not overwritten.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** Called with the version that is there, within the transaction of the change. Throws PRECONDITION_FAILED. */
export type ExpectedVersion = (version: number | string) => void;

export const anyVersion: ExpectedVersion = () => undefined;

export function expectVersion(isExpected: (version: number | string) => boolean): ExpectedVersion {
  return (version) => {
    if (!isExpected(version)) throw new HarborError('PRECONDITION_FAILED');
  };
}
