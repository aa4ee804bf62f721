// Which of several control planes on one database works. It holds an advisory lock in a session of its own, which ends
// with the process, and writes only in the term it took it in: one that was cut off and comes back finds another term.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import pg from 'pg';
import { pause } from '../../../domain/pause.ts';
import { describeConnection } from './connection-settings.ts';
import { databaseError } from './database-error.ts';
import { lockArguments } from './locks.ts';
import { clientConfig, type PostgresPlace, proveServer } from './open-database.ts';

export interface Leadership {
  /** Grows with every process that takes over. */
  readonly term: number;
  /** Resolves once another process has taken over. */
  readonly lost: Promise<HarborError>;
  release(): Promise<void>;
}

export interface LeadershipOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Another process works: this one waits for it. Called once. */
  onWaiting(): Promise<void>;
}

/** Between two looks at whether the one before has gone. */
const askAgainMs = 1000;
/** Between two proofs that the session still lives. */
const proofMs = 5000;

const takeLock = `select pg_try_advisory_lock(${lockArguments('leader')}) as taken`;
const makeTable = `begin;
  select pg_advisory_xact_lock(${lockArguments('preparing')});
  create table if not exists leader_term (
    is_only boolean primary key default true check (is_only), term bigint not null);
  insert into leader_term (term) values (0) on conflict do nothing;
  commit`;
/** Behind the writer's lock, so that whatever the one before still writes is written before. */
const nextTerm = `begin;
  select pg_advisory_xact_lock(${lockArguments('writer')});
  update leader_term set term = term + 1;
  commit`;
const readTerm = 'select term from leader_term';

/** Resolves when this process leads, however long that takes. Throws what the database refuses the first call with. */
export async function takeLeadership(
  place: PostgresPlace,
  options: LeadershipOptions,
): Promise<Leadership> {
  const session = new Session(place);
  try {
    await session.open();
    await session.run(makeTable);
    await waitForLock(session, options);
    await session.run(nextTerm);
    return new HeldLeadership(session, await session.term(), options);
  } catch (error) {
    await session.close();
    throw databaseError(error, { database: describeConnection(place) });
  }
}

async function waitForLock(session: Session, options: LeadershipOptions): Promise<void> {
  const { clock, log, signal } = options;
  if (await session.tryLock()) return;
  log.info('standing by', { for: 'the control plane that works on this database' });
  await options.onWaiting();
  for (;;) {
    await pause(clock, askAgainMs);
    if (signal?.aborted === true) throw new HarborError('SHUTTING_DOWN');
    try {
      await session.reopen();
      if (await session.tryLock()) break;
    } catch (error) {
      log.warn('the database does not answer while standing by', { error: databaseError(error) });
    }
  }
  log.info('taking over');
}

class HeldLeadership implements Leadership {
  readonly term: number;
  readonly lost: Promise<HarborError>;
  readonly #session: Session;
  readonly #options: LeadershipOptions;
  readonly #watching: Promise<void>;
  #released = false;
  #wake: () => void = () => undefined;

  constructor(session: Session, term: number, options: LeadershipOptions) {
    this.#session = session;
    this.#options = options;
    this.term = term;
    let tell: (error: HarborError) => void = () => undefined;
    this.lost = new Promise((resolve) => {
      tell = resolve;
    });
    this.#watching = this.#watch(tell);
  }

  async release(): Promise<void> {
    this.#released = true;
    this.#wake();
    await this.#watching;
    await this.#session.close();
  }

  /** Proves the session again and again; after a cut takes the lock back, unless another term has begun. */
  async #watch(tell: (error: HarborError) => void): Promise<void> {
    const { clock, log } = this.#options;
    let isHeld = true;
    while (!this.#released) {
      await this.#pause(clock, isHeld ? proofMs : askAgainMs);
      if (this.#released) return;
      try {
        const isSame = await this.#session.reopen();
        if (!isSame) isHeld = false;
        const term = await this.#session.term();
        if (term !== this.term) {
          log.error('another control plane has taken over', { term });
          tell(new HarborError('LEADERSHIP_LOST', { details: { term } }));
          return;
        }
        if (!isHeld) isHeld = await this.#session.tryLock();
      } catch (error) {
        if (isHeld) log.warn('the database does not answer', { error: databaseError(error) });
        isHeld = false;
      }
    }
  }

  #pause(clock: Clock, durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimer(durationMs, resolve, { background: true });
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

/** One connection that is opened again when it broke. */
class Session {
  readonly #place: PostgresPlace;
  #client: pg.Client | undefined;

  constructor(place: PostgresPlace) {
    this.#place = place;
  }

  async open(): Promise<void> {
    const client = new pg.Client({ ...clientConfig(this.#place), query_timeout: 2 * proofMs });
    // A break shows at the next query, or here when there is none at the moment.
    const forget = (): void => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    this.#client = client;
    await proveServer(async (text) => (await client.query(text)).rows);
  }

  /** Whether it is still the session of before. */
  async reopen(): Promise<boolean> {
    if (this.#client !== undefined) return true;
    await this.open();
    return false;
  }

  async run(text: string): Promise<void> {
    await this.#query(text);
  }

  async tryLock(): Promise<boolean> {
    const [row] = await this.#query<{ readonly taken: number }>(takeLock);
    return row?.taken === 1;
  }

  async term(): Promise<number> {
    const [row] = await this.#query<{ readonly term: number }>(readTerm);
    return row?.term ?? 0;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #query<Row>(text: string): Promise<readonly Row[]> {
    const client = this.#client;
    if (client === undefined) throw new HarborError('DATABASE_UNREACHABLE');
    try {
      return (await client.query<Row & pg.QueryResultRow>(text)).rows;
    } catch (error) {
      // One that does not answer in time is as good as gone.
      this.#client = undefined;
      client.end().catch(() => undefined);
      throw error;
    }
  }
}
