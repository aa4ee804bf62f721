// Which modules of OpenTelemetry a process has loaded from the moment this is called on.
import { registerHooks } from 'node:module';

/** The list grows while the process runs. */
export function loadedOfOpenTelemetry(): readonly string[] {
  const loaded: string[] = [];
  registerHooks({
    load: (url, context, nextLoad) => {
      if (url.includes('/@opentelemetry/')) loaded.push(url);
      return nextLoad(url, context);
    },
  });
  return loaded;
}
