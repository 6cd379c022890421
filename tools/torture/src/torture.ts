import { unlessGone } from '@qsl/procfs';
import { type ArenaTerms, openArena } from './arena.ts';
import { type Failed, type Failure, preserve } from './failure.ts';
import type { Gateway, GatewayCounts } from './gateway.ts';
import { type Amount, planRound, planWarmUp } from './plan.ts';
import type { Subject } from './round.ts';
import type { RoundScript } from './script.ts';
import { addRound, emptyTally, type Tally } from './tally.ts';
import { type Growth, growthOf, readVitals, type Vitals } from './vitals.ts';

/** The warm-up is played until it starts no more threads, and no more often than this. */
const MOST_WARM_UPS = 6;
/** Rounds behind it after which the process counts as warm. */
const WARM_ROUNDS = 2;

export interface TortureTerms extends ArenaTerms {
  readonly seed: number;
  /** No round is begun after this. */
  readonly forMs: number;
  readonly amount: Amount;
  /** Where the script of a failure goes. */
  readonly folder: string;
}

/** What a run on one transport came to. */
export interface Run {
  readonly transport: ArenaTerms['transport'];
  readonly seed: number;
  readonly seconds: number;
  readonly tally: Tally;
  /** Undefined where the run ended before the gateway was warm. */
  readonly growth: Growth | undefined;
  /** What the gateway counted; undefined where it did not end in order. */
  readonly counts: GatewayCounts | undefined;
  readonly failures: readonly Failure[];
  /** What is wrong that no script shows: leaks, counts that do not add up. */
  readonly defects: readonly string[];
}

/** Tortures one gateway process, round after round, until time is up or something is wrong. */
export async function torture(terms: TortureTerms, progress: (text: string) => void): Promise<Run> {
  const beganMs = performance.now();
  const tally = emptyTally();
  const readings: Vitals[] = [];
  const { gateway, subject, close } = await openArena(terms);
  const failed = await playRounds({ gateway, subject }, { terms, beganMs, tally, readings, progress });
  const counts = failed === undefined ? await gateway.stop() : undefined;
  close();
  const [warm, ...later] = readings;
  const growth = warm && growthOf([warm, ...later]);
  const defects = failed ? [] : [...(growth?.leaks ?? []), ...wrongCounts(counts, tally, gateway.obituary)];
  const seconds = Math.round((performance.now() - beganMs) / 1000);
  const failures = failed ? [await preserve(terms, failed, { folder: terms.folder, progress })] : [];
  return { transport: terms.transport, seed: terms.seed, seconds, tally, growth, counts, failures, defects };
}

interface Progress {
  readonly terms: TortureTerms;
  readonly beganMs: number;
  readonly tally: Tally;
  readonly readings: Vitals[];
  readonly progress: (text: string) => void;
}

/** Returns the round that failed, if one did. */
async function playRounds(
  { gateway, subject }: { gateway: Gateway; subject: Subject },
  { terms, beganMs, tally, readings, progress }: Progress,
): Promise<Failed | undefined> {
  const elapsedMs = () => Math.round(performance.now() - beganMs);
  const play = async (round: RoundScript): Promise<Failed | undefined> => {
    progress(`${terms.transport}, ${round.name}, ${Math.round(elapsedMs() / 1000)} s`);
    const outcome = await subject.run(round);
    addRound(tally, round, outcome);
    return outcome.finding === undefined ? undefined : { round, outcome };
  };
  let threads = 0;
  for (let number = 0; terms.amount.warmsUp && number < MOST_WARM_UPS; number++) {
    const failed = await play(planWarmUp());
    if (failed !== undefined) return failed;
    const before = threads;
    threads = readVitals(gateway.pid, elapsedMs()).threads;
    if (threads === before) break;
  }
  for (let number = 1; number === 1 || elapsedMs() < terms.forMs; number++) {
    const failed = await play(planRound(terms.seed, number, terms.amount));
    if (failed !== undefined) return failed;
    if (!terms.amount.warmsUp || number < WARM_ROUNDS) continue;
    // Undefined when it has just died: the next round, or its stop, says how.
    const vitals = unlessGone(() => readVitals(gateway.pid, elapsedMs()));
    if (vitals !== undefined) readings.push(vitals);
  }
  return undefined;
}

/** The gateway's own count of connections has to agree with the clients'. */
function wrongCounts(counts: GatewayCounts | undefined, tally: Tally, obituary: string): string[] {
  if (counts === undefined) return [`it did not stop in order: ${obituary}`];
  const { shed, accepted, closed } = counts;
  const ends = Object.values(closed).reduce((sum, count) => sum + count, 0);
  const isShedRight = shed >= tally.shed && shed <= tally.shed + tally.perhapsShed;
  return [
    ...(ends === accepted ? [] : [`the gateway counts ${accepted} connections and ${ends} ends`]),
    ...(isShedRight
      ? []
      : [`the gateway turned ${shed} connections away; ${tally.shed} to ${tally.shed + tally.perhapsShed} saw that`]),
  ];
}
