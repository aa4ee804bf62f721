// Loaded before a test file: whoever asks for the module that opens databases is given the one that opens them on
// PostgreSQL, so that the tests of the control plane run there word for word.
import { registerHooks } from 'node:module';

const opening = new URL('../../control-plane/src/store/database.ts', import.meta.url).href;
const standIn = new URL(
  '../../control-plane/src/store/testing/postgres-database.ts',
  import.meta.url,
).href;

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const resolved = nextResolve(specifier, context);
    const isOurs = resolved.url === opening && context.parentURL !== standIn;
    return isOurs ? { ...resolved, url: standIn } : resolved;
  },
});
