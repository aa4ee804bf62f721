// Saved. For a sensor: its key, once, and how to run it. For both: what happens, as it happens.
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { useHeadFocus } from '../../components/use-head-focus.ts';
import { clearDraft, type Draft } from './draft.ts';
import { LiveLine } from './live-line.tsx';
import { RunSensor } from './run-sensor.tsx';

export function StartStep({ draft }: { readonly draft: Draft }) {
  const navigate = useNavigate();
  const place = useRef<HTMLDivElement>(null);
  useHeadFocus(place);
  const { created } = draft;
  if (created === undefined) return null;
  const key = created.sensorApiKey;
  const leave = () => {
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
              <div className="key-box">
                <code className="mono sensor-key">{key}</code>
                <span className="spread" />
                <CopyButton text={key} what="key" />
              </div>
            </Panel>
            <RunSensor apiKey={key} registryUrl={created.url} />
          </>
        )}
        <div className="row">
          <Button kind="primary" onClick={leave}>
            Go to the registry
          </Button>
          <Button onClick={clearDraft}>Connect another</Button>
        </div>
      </div>
      <LiveLine registryId={created.id} method={created.scanMethod} />
    </div>
  );
}
