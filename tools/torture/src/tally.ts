import type { RoundOutcome } from './round.ts';
import type { RoundScript } from './script.ts';

type Counts = Record<string, number>;

/** What a run threw at its gateway, and what came back. */
export interface Tally {
  rounds: number;
  connections: number;
  framesSent: number;
  bytesSent: number;
  answersChecked: number;
  bytesChecked: number;
  /** Commands that the gateway accepted, and those among them of which no answer arrived. */
  commands: number;
  unanswered: number;
  shed: number;
  perhapsShed: number;
  /** Wrong ends that something measured accounts for, by what that was. */
  readonly late: Counts;
  readonly answers: Counts;
  readonly clients: Counts;
  readonly endings: Counts;
  readonly malformed: Counts;
  readonly faults: Counts;
}

export function emptyTally(): Tally {
  return {
    rounds: 0,
    connections: 0,
    framesSent: 0,
    bytesSent: 0,
    answersChecked: 0,
    bytesChecked: 0,
    commands: 0,
    unanswered: 0,
    shed: 0,
    perhapsShed: 0,
    late: {},
    answers: {},
    clients: {},
    endings: {},
    malformed: {},
    faults: {},
  };
}

export function addRound(tally: Tally, round: RoundScript, { heard, checked }: RoundOutcome): void {
  tally.rounds++;
  for (const [number, client] of round.clients.entries()) {
    for (const { script, sentBytes } of heard[number] ?? []) {
      tally.connections++;
      tally.bytesSent += sentBytes;
      count(tally.clients, client.what);
      count(tally.endings, script.ending);
      if (script.tail !== undefined) count(tally.malformed, script.tail.what);
    }
  }
  for (const { kind } of round.faults) count(tally.faults, kind);
  if (checked === undefined) return;
  tally.framesSent += checked.requests;
  tally.bytesChecked += checked.bytes;
  tally.commands += checked.commands;
  tally.unanswered += checked.unanswered;
  tally.shed += checked.shed;
  tally.perhapsShed += checked.perhapsShed;
  for (const [cause, amount] of Object.entries(checked.late)) count(tally.late, cause, amount);
  for (const [what, amount] of Object.entries(checked.answers)) {
    count(tally.answers, what, amount);
    tally.answersChecked += amount;
  }
}

function count(counts: Counts, what: string, amount = 1): void {
  counts[what] = (counts[what] ?? 0) + amount;
}
