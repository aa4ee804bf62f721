// The ways to run the sensor, each to copy as a whole.
import { Tabs } from 'radix-ui';
import { CopyButton } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { imageBuild, registriesFile, sensorSnippets } from './snippets.ts';

export function RunSensor({
  apiKey,
  registryUrl,
  onCopied,
}: {
  readonly apiKey: string;
  readonly registryUrl: string;
  /** Every way holds the key. */
  readonly onCopied: () => void;
}) {
  const snippets = sensorSnippets({ controlPlaneUrl: window.location.origin, apiKey });
  return (
    <Panel title="2 · Run it inside your network">
      <Tabs.Root defaultValue="docker" className="stack">
        <Tabs.List className="tabs" aria-label="Ways to run the sensor">
          {snippets.map(({ id, title }) => (
            <Tabs.Trigger key={id} value={id} className="tab">
              {title}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {snippets.map(({ id, title, text, note }) => (
          <Tabs.Content key={id} value={id} className="stack">
            <pre className="code" onCopy={onCopied}>
              {text}
            </pre>
            <div className="row">
              <CopyButton
                text={text}
                label="Copy command"
                what={`for ${title}`}
                onCopied={onCopied}
              />
              <span className="hint">{note}</span>
            </div>
          </Tabs.Content>
        ))}
      </Tabs.Root>
      <details className="more">
        <summary>The registry wants a password, or has a private CA</summary>
        <p className="hint">
          The sensor uses the docker login of its machine, mounted pull secrets, cloud identities,
          or a file <span className="mono">registries.json</span> named by{' '}
          <span className="mono">HARBORGUARD_REGISTRIES_FILE</span> with an entry for{' '}
          <span className="mono">{registryUrl}</span>. Certificates go into a folder named by{' '}
          <span className="mono">HARBORGUARD_CA_DIR</span>.{' '}
          <span className="mono">sensor doctor</span> says what is missing.
        </p>
        <pre className="code">{registriesFile(registryUrl)}</pre>
        <p className="hint">
          The password stands alone in the file <span className="mono">registry-password</span>{' '}
          beside it. A container is given the folder as a volume, readable by user 65532.
        </p>
      </details>
      <details className="more">
        <summary>Where the image comes from</summary>
        <p className="hint">
          It is built in a clone of HarborGuard, once for each version, and pushed to where your
          machines or clusters take images from:
        </p>
        <pre className="code">{imageBuild}</pre>
      </details>
    </Panel>
  );
}
