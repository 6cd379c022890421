import type { Random } from './random.ts';

/** Bytes [from, to) of a region: what a target is given. There is room for the target's longest input. */
export interface Input {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  from: number;
  to: number;
}

/** Something that does not hold. The rule's name stays the same while an input that breaks it is made smaller. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
  readonly rule: string;

  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

/** Throws BrokenInvariant unless two numbers are the same. */
export function mustEqual(rule: string, found: number | undefined, expected: number | undefined): void {
  if (found !== expected) throw new BrokenInvariant(rule, `${found}, expected ${expected}`);
}

/**
 * Code under test with what has to hold of it. State goes on from one input to the next until `restart`; a failure is
 * therefore the list of all inputs since then, and the target has to be a function of that list alone.
 */
export interface Target {
  /** Length of the longest input, in bytes. */
  readonly maxBytes: number;
  /** Inputs between two restarts. */
  readonly epoch: number;
  /** Inputs to begin with. */
  readonly seeds: readonly Uint8Array[];
  /** Changes an input, within its room; `other` is another one to take parts from. */
  mutate(input: Input, random: Random, other: Uint8Array): void;
  /** Goes back to the state before the first input. A thorough epoch is one with the expensive checks. */
  restart(thorough: boolean): void;
  /** One execution. Throws BrokenInvariant; whatever else it throws is a failure too. */
  run(input: Input): void;
  /** The checks at the end of an epoch. */
  finish(): void;
}
