// Saved. For a sensor: its key, once, and how to run it. For both: what happens, as it happens. A key that was neither
// copied nor used is not left without a question.
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { useHeadFocus } from '../../components/use-head-focus.ts';
import { useLeaveGuard } from '../../components/use-leave-guard.tsx';
import { type Created, changeDraft, clearDraft, type Draft } from './draft.ts';
import { LiveLine } from './live-line.tsx';
import { onlineSensor } from './live-steps.ts';
import { RunSensor } from './run-sensor.tsx';
import { useLiveFacts } from './use-live-facts.ts';

export function StartStep({ draft: { created, isKeyCopied } }: { readonly draft: Draft }) {
  return created === undefined ? null : <Started created={created} isKeyCopied={isKeyCopied} />;
}

function Started({
  created,
  isKeyCopied,
}: {
  readonly created: Created;
  readonly isKeyCopied: boolean;
}) {
  const navigate = useNavigate();
  const place = useRef<HTMLDivElement>(null);
  useHeadFocus(place);
  const facts = useLiveFacts(created.id);
  const key = created.sensorApiKey;
  const { leave, question } = useLeaveGuard({
    isAtRisk: key !== undefined && !isKeyCopied && onlineSensor(facts) === undefined,
    what: 'the key',
  });
  const copied = () => changeDraft({ isKeyCopied: true });
  const goToRegistry = () => {
    void navigate({ to: '/registries/$id', params: { id: created.id } });
    clearDraft();
  };
  return (
    <div ref={place} className="grid-main">
      <div className="stack">
        {key === undefined ? (
          <Panel title={`${created.name} is connected`}>
            <p className="muted">
              The first sync has been asked for. You can leave this page; everything goes on without
              it.
            </p>
          </Panel>
        ) : (
          <>
            <Panel
              title="1 · Keep this key"
              note={`shown once, opens ${created.name} and nothing else`}
            >
              <div className="key-box" onCopy={copied}>
                <code className="mono sensor-key">{key}</code>
                <span className="spread" />
                <CopyButton text={key} what="key" onCopied={copied} />
              </div>
            </Panel>
            <RunSensor apiKey={key} registryUrl={created.url} onCopied={copied} />
          </>
        )}
        <div className="row">
          <Button kind="primary" onClick={() => leave(goToRegistry)}>
            Go to the registry
          </Button>
          <Button onClick={() => leave(clearDraft)}>Connect another</Button>
        </div>
      </div>
      <LiveLine method={created.scanMethod} facts={facts} />
      {question}
    </div>
  );
}
