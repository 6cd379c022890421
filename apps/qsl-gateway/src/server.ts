import { randomInt } from 'node:crypto';
import { diagnostics } from '@qsl/cli';
import { seedTops } from '@qsl/market-data';
import { Engine } from '@qsl/matching-engine';
import { type Listener, listenTcp, os, raw, setIntOption } from '@qsl/posix';
import { continueJournal, type RecoveredJournal, recoverJournal } from './journal/gateway-journal.ts';
import { createJournalMemory } from './journal/journal-memory.ts';
import type { JournalThread } from './journal/journal-thread.ts';
import { type FeedSender, startFeedSender } from './market-data/feed-sender.ts';
import { createSharedFeed } from './market-data/shared-feed.ts';
import type { GatewayOptions } from './options.ts';
import { createSharedState, type SharedState } from './shared/shared-state.ts';
import { collectStats, type GatewayStats } from './stats.ts';
import { startEpollTransport } from './transports/epoll/epoll-transport.ts';
import { maxThreads, startThreadedTransport } from './transports/threaded/threaded-transport.ts';
import type { Transport } from './transports/transport.ts';

const log = diagnostics('gateway');

/** A gateway that accepts connections. */
export interface Gateway {
  /** The address it really listens on. */
  readonly listener: Listener;
  /** What it started from; undefined without a journal. */
  readonly journal: RecoveredJournal | undefined;
  readonly shared: SharedState;
  /** What it has done so far. */
  stats(): GatewayStats;
  /** Orders that rested when it started. */
  readonly restingOrders: number;
  /** Settles when it has stopped, with what it did; rejects when a thread of it failed. */
  readonly ended: Promise<GatewayStats>;
  /** Stops accepting, answers what has been read, ends the connections. */
  stop(): void;
}

/**
 * Starts a gateway and waits until it serves.
 * @throws PosixError when it cannot listen, JournalError when it cannot go on from its journal, RangeError when the memory
 * cannot be had
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const isEpoll = options.transport === 'epoll';
  const listener = listenTcp({ host: options.host, port: options.port, nonblocking: isEpoll });
  setIntOption(listener.fd, os.IPPROTO_TCP, os.TCP_NODELAY, 1); // accepted sockets inherit it
  const engine = createEngine(options);
  const threads = isEpoll ? 1 : maxThreads(options);
  const feed = options.marketData && createSharedFeed(options.symbols.length + 1);
  const journal = options.journal && recoverJournal(options.journal, options, engine);
  if (feed !== undefined) seedTops(feed.publisher, engine); // what the journal left in the books is old news
  const restingOrders = engine.restingOrders;
  const shared = createSharedState(engine, threads, { feed, journal: journal && createJournalMemory() });
  const sender = feed && (await startFeedSender(options.marketData!, feed));
  const journalThread = journal && (await continueJournal(journal, shared));
  const start = isEpoll ? startEpollTransport : startThreadedTransport;
  const transport = await start({ options, listener, shared });
  let isStopping = false;
  log('serving on %s port %d, %s', listener.host, listener.port, options.transport);
  return {
    listener,
    ended: allEnded(transport, sender, journalThread).then(() =>
      finish({ options, listener, shared, engine, threads }),
    ),
    journal,
    shared,
    stats: () => collectStats(options.transport, shared, threads, engine.restingOrders),
    restingOrders,
    stop: () => {
      // A second signal must not touch descriptors that the end of the first has closed.
      if (!isStopping) transport.stop();
      isStopping = true;
    },
  };
}

/**
 * Waits for the transport, and then until what it published has been sent and what it accepted is in the journal. Whichever
 * of them fails ends the gateway at once.
 */
async function allEnded(
  transport: Transport,
  sender: FeedSender | undefined,
  journal: JournalThread | undefined,
): Promise<void> {
  await Promise.race([transport.ended, sender?.ended, journal?.failed].filter((end) => end !== undefined));
  sender?.close();
  await Promise.all([sender?.ended, journal?.stop()]);
}

/** The engine of a fresh venue. The seed keeps outsiders from choosing ids that collide; no answer depends on it. */
function createEngine({ maxOrders, symbols }: GatewayOptions): Engine {
  const hashSeed = randomInt(2 ** 31);
  const engine = Engine.create({ maxOrders, maxSymbols: symbols.length }, { shared: true, hashSeed });
  for (const _ of symbols) engine.addSymbol();
  return engine;
}

interface Finished {
  readonly options: GatewayOptions;
  readonly listener: Listener;
  readonly shared: SharedState;
  readonly engine: Engine;
  readonly threads: number;
}

function finish({ options, listener, shared, engine, threads }: Finished): GatewayStats {
  raw.close(listener.fd);
  return collectStats(options.transport, shared, threads, engine.restingOrders);
}
