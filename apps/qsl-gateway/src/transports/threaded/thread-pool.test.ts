import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { type PoolSetup, ThreadPool } from './thread-pool.ts';

/** A thread that does what the test says. */
class ScriptedThread {
  readonly number: number;
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly ready = this.#ready.promise;
  readonly ended = this.#ended.promise;

  constructor(number: number) {
    this.number = number;
  }

  async serve(): Promise<void> {
    this.#ready.resolve();
    await nextTurn();
  }

  async end(): Promise<void> {
    this.#ended.resolve();
    await nextTurn();
  }

  /** As startServingThread words it: a thread that ends before it is ready never becomes so. */
  async fail(): Promise<void> {
    const reason = new Error(`thread ${this.number} failed`);
    this.#ready.reject(reason);
    this.#ended.reject(reason);
    await nextTurn();
  }
}

function poolOf(setup: Partial<PoolSetup> = {}) {
  const threads: ScriptedThread[] = [];
  const start = (number: number) => {
    const thread = new ScriptedThread(number);
    threads.push(thread);
    return thread;
  };
  const pool = new ThreadPool({ limit: 8, start, isShort: () => true, grace: nextTurn, retryMs: 5, ...setup });
  const serveAll = () => Promise.all(threads.map((thread) => thread.serve()));
  /** Until the grace is over, and those threads are begun that it leads to. */
  const demand = async (count?: number) => {
    const grown = pool.growOnDemand(count);
    await nextTurn();
    await nextTurn();
    return { grown };
  };
  return { pool, threads, serveAll, demand };
}

const numbers = (threads: readonly ScriptedThread[]) => threads.map((thread) => thread.number);

t.test('the first threads are waited for, and numbered from 0', async (t) => {
  const { pool, threads, serveAll } = poolOf();
  let isReady = false;
  const grown = pool.grow(3).then(() => {
    isReady = true;
  });
  await threads[0]!.serve();
  t.notOk(isReady);
  await serveAll();
  await grown;
  t.same(numbers(threads), [0, 1, 2]);
});

t.test('a start that fails is the caller’s to know, and the others go on', async (t) => {
  const { pool, threads } = poolOf();
  const grown = pool.grow(2);
  await threads[0]!.serve();
  await Promise.all([threads[1]!.fail(), t.rejects(grown, { message: 'thread 1 failed' })]);
  t.equal(pool.size, 1);
});

t.test('on demand threads are added in batches until somebody waits', async (t) => {
  let short = true;
  const { pool, threads, serveAll, demand } = poolOf({ limit: 100, isShort: () => short });
  const first = pool.grow(3);
  await serveAll();
  await first;
  const { grown } = await demand();
  t.equal(threads.length, 3 + 8);
  await demand();
  t.equal(threads.length, 3 + 8, 'one growth at a time');
  await serveAll();
  t.equal(threads.length, 3 + 16, 'still short');
  short = false;
  await serveAll();
  await grown;
  t.equal(threads.length, 3 + 16);
});

t.test('a shortage that ends by itself adds nobody', async (t) => {
  let short = true;
  const { promise: graceIsOver, resolve: endGrace } = Promise.withResolvers<void>();
  const { pool, threads, serveAll } = poolOf({ isShort: () => short, grace: () => graceIsOver });
  const first = pool.grow(2);
  await serveAll();
  await first;
  const demand = pool.growOnDemand();
  short = false;
  endGrace();
  await demand;
  t.equal(threads.length, 2);
});

t.test('at the limit demand ends, and the event loop goes on', async (t) => {
  const { pool, threads, serveAll, demand } = poolOf({ limit: 5 });
  const first = pool.grow(4);
  await serveAll();
  await first;
  const { grown } = await demand();
  await serveAll();
  await grown;
  await pool.growOnDemand();
  t.equal(threads.length, 5);
});

t.test('a thread that cannot be started on demand ends nothing, and is tried again', async (t) => {
  const threadsKeepTheLoopAlive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(threadsKeepTheLoopAlive));
  let refusals = 1;
  const threads: ScriptedThread[] = [];
  let isShort = true;
  const again = Promise.withResolvers<void>();
  const start = (number: number) => {
    if (threads.length === 1 && refusals-- > 0) throw new Error('out of threads');
    const thread = new ScriptedThread(number);
    threads.push(thread);
    if (threads.length === 2) thread.fail();
    if (threads.length === 3) again.resolve();
    return thread;
  };
  const { pool } = poolOf({ limit: 2, start, isShort: () => isShort });
  const grown = pool.grow(1);
  await threads[0]!.serve();
  await grown;
  await pool.growOnDemand();
  t.equal(pool.size, 1, 'the system refused at once');
  await again.promise;
  t.same(numbers(threads), [0, 1, 1], 'then in the course of its start; the number is used again');
  isShort = false;
  await threads[2]!.serve();
  t.equal(pool.size, 2);
});

t.test('a thread that fails while it serves is the end of the pool', async (t) => {
  const { pool, threads, serveAll } = poolOf();
  const grown = pool.grow(2);
  await serveAll();
  await grown;
  await Promise.all([threads[1]!.fail(), t.rejects(pool.ended, { message: 'thread 1 failed' })]);
});

t.test('the end by a failure waits for the threads that start, and no others are begun', async (t) => {
  const { pool, threads, demand } = poolOf();
  const first = pool.grow(1);
  await threads[0]!.serve();
  await first;
  const { grown } = await demand(2);
  let hasEnded = false;
  pool.ended.catch(() => {
    hasEnded = true;
  });
  await threads[0]!.fail();
  t.notOk(hasEnded);
  await threads[1]!.serve();
  t.notOk(hasEnded);
  await threads[2]!.serve();
  await grown;
  t.ok(hasEnded);
  t.equal(threads.length, 3);
});

t.test('the pool has ended when its last thread has', async (t) => {
  const { pool, threads, serveAll } = poolOf();
  const grown = pool.grow(2);
  await serveAll();
  await grown;
  let hasEnded = false;
  pool.ended.then(() => {
    hasEnded = true;
  });
  await threads[0]!.end();
  t.notOk(hasEnded);
  await threads[1]!.end();
  t.ok(hasEnded);
});
