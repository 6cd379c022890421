import { Dice } from './dice.ts';
import { MALFORMED_KINDS, malformed, unfinished } from './malformed.ts';
import type { ClientScript, ConnectionScript, Fault, Pace, RoundScript } from './script.ts';
import { TERMS } from './terms.ts';
import { Traffic } from './traffic.ts';

/** How much of it: a short form for tests, a long one for the record. */
export interface Amount {
  readonly clients: number;
  /** The most requests of one connection. */
  readonly mostRequests: number;
  /** Clients begin, and faults, within this time. */
  readonly roundMs: number;
  /** The most connections at the same moment, at least half of which a storm has. */
  readonly mostInStorm: number;
  /** Whether first of all the gateway is made to start all the threads that it will ever have. */
  readonly warmsUp: boolean;
}

export const LONG: Amount = {
  clients: 40,
  mostRequests: 3000,
  roundMs: 2500,
  mostInStorm: 4 * TERMS.maxConnections,
  warmsUp: true,
};
export const SHORT: Amount = { clients: 12, mostRequests: 120, roundMs: 500, mostInStorm: 12, warmsUp: false };
const STORM_PERCENT = 30;

const AT_ONCE: Pace = { pieces: [64 * 1024], pauseMs: 0 };
/** A frame takes longer than --frame-timeout. */
const DRIP: Pace = { pieces: [1], pauseMs: TERMS.frameTimeoutMs / 4 };

/** What clients are, each as often as its weight. */
const CLIENTS = {
  trader: 30,
  'reconnecting trader': 20,
  'slow reader': 10,
  'never reads': 6,
  'malformed frame': 20,
  'cut stream': 8,
  'slow-loris': 3,
  silent: 3,
};

/** The script of a round: the same for the same seed, round and amount. */
export function planRound(seed: number, round: number, amount: Amount): RoundScript {
  const dice = new Dice(BigInt(seed) * 1_000_003n + BigInt(round));
  const clients = Array.from({ length: amount.clients }, (_, number) => planClient(dice, number, amount));
  const storm = dice.chance(STORM_PERCENT) ? planStorm(dice, amount, clients.length) : [];
  return {
    name: `seed ${seed}, round ${round}`,
    clients: [...clients, ...storm],
    faults: planFaults(dice, amount),
  };
}

/** As many connections as are served at once, and some that are turned away: threads grow to as many as there will be. */
export function planWarmUp(): RoundScript {
  const connection: ConnectionScript = {
    waitMs: 0,
    requests: [{ kind: 'heartbeat', token: 1n }],
    pace: AT_ONCE,
    reading: 'prompt',
    ending: 'await',
  };
  const client: ClientScript = { what: 'silent', startMs: 0, connections: [connection] };
  return { name: 'warm-up', clients: Array(TERMS.maxConnections + 8).fill(client), faults: [] };
}

function planClient(dice: Dice, number: number, amount: Amount): ClientScript {
  const what = dice.weighted(CLIENTS);
  const traffic = new Traffic(dice, number);
  const mayReconnect = what === 'reconnecting trader' || what === 'malformed frame' || what === 'cut stream';
  const count = mayReconnect ? dice.between(2, 5) : 1;
  const connections = Array.from({ length: count }, () => planConnection(dice, what, traffic, amount));
  return { what, startMs: dice.below(amount.roundMs), connections };
}

function planConnection(
  dice: Dice,
  what: keyof typeof CLIENTS,
  traffic: Traffic,
  { mostRequests }: Amount,
): ConnectionScript {
  const waitMs = dice.chance(50) ? 0 : dice.below(60);
  const size = dice.chance(20) ? dice.between(0, 3) : dice.between(1, mostRequests);
  const base = { waitMs, pace: planPace(dice), smallBuffer: dice.chance(15) };
  switch (what) {
    case 'trader':
      return { ...base, requests: traffic.connection(size), reading: 'prompt', ending: 'finish' };
    case 'reconnecting trader': {
      const requests = traffic.connection(size);
      const ending = dice.weighted({ finish: 30, close: 30, reset: 40 });
      return { ...base, requests, reading: 'prompt', ending, holdMs: dice.chance(50) ? 0 : dice.below(30) };
    }
    case 'slow reader': {
      const requests = traffic.connection(Math.min(size, 250));
      const reading = { bytes: dice.between(64, 2048), everyMs: dice.between(5, 40) };
      return { ...base, requests, pace: AT_ONCE, reading, smallBuffer: dice.chance(60), ending: 'finish' };
    }
    case 'never reads': {
      const requests = traffic.connection(mostRequests);
      const ending = dice.pick(['close', 'reset'] as const);
      return { ...base, requests, pace: AT_ONCE, reading: 'never', smallBuffer: true, ending, holdMs: dice.below(300) };
    }
    case 'malformed frame': {
      const requests = traffic.connection(Math.min(size, 60));
      const tail = malformed(dice, dice.pick(MALFORMED_KINDS), dice.chance(50) ? traffic.connection(3) : []);
      return { ...base, requests, tail, reading: 'prompt', ending: dice.pick(['finish', 'await', 'await']) };
    }
    case 'cut stream': {
      const requests = traffic.connection(Math.min(size, 120));
      const ending = dice.pick(['finish', 'close', 'reset'] as const);
      return { ...base, requests, tail: unfinished(dice, 'cut frame'), reading: 'prompt', ending };
    }
    case 'slow-loris': {
      const tail = { ...unfinished(dice, 'drip'), pace: DRIP };
      return { ...base, requests: traffic.connection(Math.min(size, 20)), tail, reading: 'prompt', ending: 'await' };
    }
    case 'silent':
      return { ...base, requests: traffic.connection(Math.min(size, 20)), reading: 'prompt', ending: 'await' };
  }
}

function planPace(dice: Dice): Pace {
  switch (dice.below(4)) {
    case 0:
      return AT_ONCE;
    case 1: // cut anywhere
      return { pieces: Array.from({ length: dice.between(1, 6) }, () => dice.between(1, 90)), pauseMs: 0 };
    case 2:
      return { pieces: Array.from({ length: dice.between(1, 6) }, () => dice.between(1, 900)), pauseMs: 1 };
    default:
      return { pieces: [dice.between(500, 5000)], pauseMs: dice.between(1, 10) };
  }
}

/** Many connections at the same moment. */
function planStorm(dice: Dice, { roundMs, mostInStorm }: Amount, firstNumber: number): ClientScript[] {
  const startMs = dice.below(roundMs);
  return Array.from({ length: dice.between(mostInStorm / 2, mostInStorm) }, (_, i) => {
    const connection: ConnectionScript = {
      waitMs: 0,
      requests: new Traffic(dice, firstNumber + i).connection(dice.below(4)),
      pace: AT_ONCE,
      reading: 'prompt',
      ending: dice.weighted({ finish: 50, close: 20, reset: 30 }),
    };
    return { what: 'storm', startMs, connections: [connection] };
  });
}

function planFaults(dice: Dice, { roundMs }: Amount): Fault[] {
  const faults: Fault[] = [];
  for (let atMs = dice.below(300); atMs < roundMs; ) {
    const forMs = dice.between(20, Math.min(400, roundMs));
    const kind = dice.pick(['stop', 'descriptors', 'signals', 'starve', 'buffers'] as const);
    if (kind === 'descriptors') faults.push({ kind, atMs, forMs, spare: dice.below(6) });
    else if (kind === 'starve') faults.push({ kind, atMs, forMs, burners: dice.between(1, 3) });
    else faults.push({ kind, atMs, forMs });
    atMs += forMs + dice.between(50, 600);
  }
  return faults;
}
