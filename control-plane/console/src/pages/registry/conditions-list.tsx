// What is true of the registry besides its status, each explained, with the first thing to check.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Registry } from './registry.ts';

export function ConditionsList({
  conditions,
  status,
}: {
  readonly conditions: Registry['conditions'];
  readonly status: Registry['status'];
}) {
  return conditions.map(({ code, firstCheck }, index) => (
    <div
      key={code}
      className="notice"
      data-tone={status === 'ERROR' && index === 0 ? 'bad' : 'warn'}
    >
      <p>
        <b>{isErrorCode(code) ? errorRow(code).meaning : code}</b>{' '}
        <span className="mono muted small">{code}</span>
      </p>
      <p className="small">
        <b>First check:</b> {firstCheck}
      </p>
    </div>
  ));
}
