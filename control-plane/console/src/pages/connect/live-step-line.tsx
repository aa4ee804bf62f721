// One step somebody waits for.
import { Icon } from '../../components/icon.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { LiveStep } from './live-steps.ts';

const stateWords = {
  done: 'done',
  running: 'under way',
  idle: 'not yet',
  failed: 'failed',
} as const;

export function LiveStepLine({ step }: { readonly step: LiveStep }) {
  const { title, words, state, at, share } = step;
  return (
    <li className="live-step" data-state={state}>
      <span className="live-mark">
        {state === 'done' ? (
          <Icon name="check" size={12} />
        ) : state === 'failed' ? (
          <Icon name="cross" size={12} />
        ) : (
          <span className="live-dot" />
        )}
      </span>
      <div className="stack-tight">
        <b>
          {title}
          <span className="visually-hidden">, {stateWords[state]}</span>
        </b>
        <span className="small muted">{words}</span>
        {share === undefined || state !== 'running' ? null : (
          <svg
            className="progress"
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <rect className="track" width="100" height="6" />
            <rect className="done" width={Math.round(share * 100)} height="6" />
          </svg>
        )}
      </div>
      <span className="tiny muted">{at === undefined ? '' : <RelativeTime at={at} />}</span>
    </li>
  );
}
