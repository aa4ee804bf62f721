// Where this is imported no database of the process waits for the disk. Tests kill processes and not the machine, so
// nothing has to have reached it.
import BetterSqlite3 from 'better-sqlite3';

const { pragma } = BetterSqlite3.prototype;
const asksForSync = /^\s*synchronous\s*=/i;

BetterSqlite3.prototype.pragma = function withoutSync(source, options) {
  return pragma.call(this, asksForSync.test(source) ? 'synchronous = OFF' : source, options);
};
