import type { ClientScript, ConnectionScript, RoundScript } from './script.ts';

/** Whether a script still fails. */
export type Fails = (round: RoundScript) => Promise<boolean>;

/**
 * A smaller script that still fails: parts are left out, as large as possible at first, for as long as `mayGoOn` says.
 * What is left out is never put back, so it ends.
 */
export async function shrink(round: RoundScript, fails: Fails, mayGoOn: () => boolean): Promise<RoundScript> {
  let best = round;
  const attempt = async (candidate: RoundScript): Promise<boolean> => {
    if (!mayGoOn() || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  const steps = [
    () => attempt(hurried({ ...best, faults: [] })),
    () => dropFrom(best.clients, (clients) => attempt({ ...best, clients })),
    () => attempt(hurried(best)),
    () => dropFrom(best.faults, (faults) => attempt({ ...best, faults })),
    () =>
      eachClient(
        best,
        (client) => client.connections,
        (client, connections) => ({ ...client, connections }),
        attempt,
      ),
    () => eachConnection(best, attempt),
    () => dropFrom(best.clients, (clients) => attempt({ ...best, clients })),
  ];
  for (const step of steps) await step();
  return best;
}

/** The same without pauses: all at once, and over in no time. */
function hurried(round: RoundScript): RoundScript {
  const clients = round.clients.map((client) => {
    const connections = client.connections.map((each) => ({ ...each, waitMs: 0, pace: { ...each.pace, pauseMs: 0 } }));
    return { ...client, startMs: 0, connections };
  });
  return { ...round, clients };
}

/** Leaves out halves, then quarters, and so on to single items, as long as `attempt` takes what remains. */
export async function dropFrom<Item>(
  items: readonly Item[],
  attempt: (remaining: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = kept.length - size; at > -size; at -= size) {
      const remaining = kept.filter((_, i) => i < at || i >= at + size);
      if (remaining.length < kept.length && (await attempt(remaining))) kept = remaining;
    }
  }
  return kept;
}

type Attempt = (round: RoundScript) => Promise<boolean>;

async function eachClient<Item>(
  round: RoundScript,
  partOf: (client: ClientScript) => readonly Item[],
  withPart: (client: ClientScript, part: readonly Item[]) => ClientScript,
  attempt: Attempt,
): Promise<void> {
  let clients = round.clients;
  for (const i of clients.keys()) {
    const others = clients;
    const kept = await dropFrom(partOf(others[i]!), (part) =>
      attempt({ ...round, clients: others.with(i, withPart(others[i]!, part)) }),
    );
    clients = others.with(i, withPart(others[i]!, kept));
  }
}

async function eachConnection(round: RoundScript, attempt: Attempt): Promise<void> {
  let current = round;
  for (const [i, { connections }] of round.clients.entries()) {
    for (const j of connections.keys()) {
      const replaced = (connection: ConnectionScript): RoundScript => {
        const client = current.clients[i]!;
        const changed = { ...client, connections: client.connections.with(j, connection) };
        return { ...current, clients: current.clients.with(i, changed) };
      };
      const before = current.clients[i]!.connections[j]!;
      const requests = await dropFrom(before.requests, (part) => attempt(replaced({ ...before, requests: part })));
      current = replaced({ ...before, requests });
    }
  }
}
