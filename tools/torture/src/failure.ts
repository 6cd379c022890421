import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Arena, type ArenaTerms, openArena } from './arena.ts';
import type { RoundOutcome } from './round.ts';
import { type Request, type RoundScript, stringify } from './script.ts';
import { shrink } from './shrink.ts';

/** A finding may depend on who is scheduled when: so often a script is played before it counts as harmless. */
const TRIES = 4;
/** How often and how long a smaller script is looked for. */
const MOST_PLAYS = 400;
const MOST_MS = 4 * 60_000;

/** Something wrong, and how to see it again. */
export interface Failure {
  readonly round: string;
  readonly finding: string;
  /** File of the script that shows it. */
  readonly script: string;
  /** Whether the script, played on a fresh gateway, showed it. */
  readonly isReproduced: boolean;
  readonly replay: string;
}

/** The content of a script file. */
export interface SavedScript {
  readonly schema: 'qsl-torture-script/1';
  readonly transport: ArenaTerms['transport'];
  readonly finding: string;
  readonly round: RoundScript;
}

/** Whether the content of a file is a script: as far as is needed to play it, for what a client does may be changed by hand. */
export function isScript(saved: unknown): saved is SavedScript {
  const { schema, transport, round } = (saved ?? {}) as Partial<SavedScript>;
  return (
    schema === 'qsl-torture-script/1' &&
    (transport === 'epoll' || transport === 'threaded') &&
    Array.isArray(round?.clients) &&
    Array.isArray(round.faults)
  );
}

/** Plays a script once on a fresh gateway. */
export async function playFresh(terms: ArenaTerms, round: RoundScript): Promise<RoundOutcome> {
  const arena = await openArena(terms);
  try {
    return await arena.subject.run(round);
  } finally {
    arena.close();
  }
}

export interface Failed {
  readonly round: RoundScript;
  readonly outcome: RoundOutcome;
}

/** Makes a failed round's script as small as it can, and leaves it in `folder`. */
export async function preserve(
  terms: ArenaTerms,
  { round, outcome }: Failed,
  { folder, progress }: { folder: string; progress: (text: string) => void },
): Promise<Failure> {
  const player = new Player(terms, progress);
  const serial = inOrderOfArrival(round, outcome);
  let smallest = round;
  // What an engine does wrong depends on the order alone, and that is known.
  if (await player.fails(serial)) smallest = await shrink(serial, player.fails, () => player.mayGoOn);
  else {
    player.tries = TRIES;
    if (await player.fails(round)) smallest = await shrink(round, player.fails, () => player.mayGoOn);
  }
  player.close();
  const again = await playAgain(terms, smallest);
  const finding = again ?? outcome.finding!;
  const saved: SavedScript = { schema: 'qsl-torture-script/1', transport: terms.transport, finding, round: smallest };
  const script = path.join(folder, `torture-${terms.transport}-${round.name.replace(/\W+/g, '-')}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(script, `${stringify(saved)}\n`);
  const replay = `npm run torture -- --replay ${script}`;
  return { round: round.name, finding, script, isReproduced: again !== undefined, replay };
}

/** What a script shows on a fresh gateway, if it does. */
async function playAgain(terms: ArenaTerms, round: RoundScript): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { finding } = await playFresh(terms, round);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** The commands that were accepted, as one client would have sent them. */
function inOrderOfArrival({ name }: RoundScript, { order }: RoundOutcome): RoundScript {
  const requests: readonly Request[] = order;
  const connection = { waitMs: 0, requests, pace: { pieces: [4096], pauseMs: 0 } };
  return {
    name: `${name}, in order of arrival`,
    clients: [
      { what: 'all of them', startMs: 0, connections: [{ ...connection, reading: 'prompt', ending: 'finish' }] },
    ],
    faults: [],
  };
}

/** Plays scripts on a gateway for as long as that does nothing wrong, and then on the next. */
class Player {
  tries = 1;
  #arena: Arena | undefined;
  #plays = 0;
  readonly #terms: ArenaTerms;
  readonly #progress: (text: string) => void;
  readonly #untilMs = performance.now() + MOST_MS;

  constructor(terms: ArenaTerms, progress: (text: string) => void) {
    this.#terms = terms;
    this.#progress = progress;
  }

  get mayGoOn(): boolean {
    return this.#plays < MOST_PLAYS && performance.now() < this.#untilMs;
  }

  readonly fails = async (round: RoundScript): Promise<boolean> => {
    for (let tries = 0; tries < this.tries && this.mayGoOn; tries++) {
      this.#progress(`looking for a smaller script, play ${++this.#plays}`);
      this.#arena ??= await openArena(this.#terms);
      const { finding } = await this.#arena.subject.run(round);
      if (finding === undefined) continue;
      this.close();
      return true;
    }
    return false;
  };

  close(): void {
    this.#arena?.close();
    this.#arena = undefined;
  }
}
