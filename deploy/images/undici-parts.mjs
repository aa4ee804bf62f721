// The parts of undici that the servers use, for the bundle. The package's own index also evaluates fetch, WebSocket,
// caches and mocks, which costs an idle sensor about 8 MiB. `Object.assign` is what that index does too: it gives
// dispatchers their `request` and its sisters.
import api from 'undici/lib/api/index.js';
import buildConnector from 'undici/lib/core/connect.js';
import errors from 'undici/lib/core/errors.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

Object.assign(Dispatcher.prototype, api);

export { Agent, buildConnector, Client, errors };
