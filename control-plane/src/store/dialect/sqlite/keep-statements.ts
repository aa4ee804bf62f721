// Statements prepared once: the query layer prepares each anew, which takes longer than running most of them.
import type BetterSqlite3 from 'better-sqlite3';

/** Distinct texts of a busy server, with lists of every length in between. */
const statementsMax = 1000;
/** Longer texts are lists of many values, and hardly ever come a second time. */
const textCharactersMax = 20_000;

/** The same database, whose `prepare` remembers. Statements are run to their end at once, so none is ever busy. */
export function keepStatements(sqlite: BetterSqlite3.Database): BetterSqlite3.Database {
  const kept = new Map<string, BetterSqlite3.Statement>();
  const prepare = sqlite.prepare.bind(sqlite);
  sqlite.prepare = ((text: string) => {
    const known = kept.get(text);
    const statement = known ?? prepare(text);
    if (text.length > textCharactersMax) return statement;
    // Entered again, a statement becomes the youngest; the oldest goes first.
    kept.delete(text);
    kept.set(text, statement);
    const oldest = kept.keys().next().value;
    if (kept.size > statementsMax && oldest !== undefined) kept.delete(oldest);
    return statement;
  }) as typeof sqlite.prepare;
  return sqlite;
}
