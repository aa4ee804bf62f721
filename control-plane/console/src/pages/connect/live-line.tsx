// What happens after saving, as it happens: heartbeat, login, first sync, scans, findings.
import { Panel } from '../../components/panel.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { LiveStepLine } from './live-step-line.tsx';
import { type LiveFacts, liveSteps } from './live-steps.ts';

export function LiveLine({
  method,
  facts,
}: {
  readonly method: 'cloud' | 'sensor';
  /** Undefined until they are there. */
  readonly facts: LiveFacts | undefined;
}) {
  const steps = liveSteps(method, facts);
  const isOver = steps.every((step) => step.state === 'done');
  return (
    <Panel
      title={method === 'sensor' ? '3 · It connects by itself' : 'What happens now'}
      actions={isOver ? <Pill tone="good">done</Pill> : <Pill tone="work">live</Pill>}
      flush
    >
      <ol className="live-line" aria-live="polite">
        {steps.map((step) => (
          <LiveStepLine key={step.title} step={step} />
        ))}
      </ol>
    </Panel>
  );
}
