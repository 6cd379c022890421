import { Mt19937x64 } from '@qsl/order-flow';

/** Chance that a seed repeats. */
export class Dice {
  readonly #twister: Mt19937x64;

  constructor(seed: bigint) {
    this.#twister = new Mt19937x64(seed);
  }

  /** A whole number from 0 to `count` − 1; `count` up to 2^16. */
  below(count: number): number {
    return this.#twister.below(count);
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True so many times out of a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Any u64. */
  u64(): bigint {
    return this.#twister.draw();
  }

  /** One of the names, each as likely as its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [name, weight] of entries) {
      if (left < weight) return name;
      left -= weight;
    }
    throw new RangeError('no weight is above zero');
  }
}
