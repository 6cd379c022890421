import type { Engine } from './engine.ts';

/** Which symbol has a name. One registry an engine; names stay outside the engine's memory, where only ids are needed. */
export class SymbolRegistry {
  readonly #engine: Engine;
  readonly #ids = new Map<string, number>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * The id of `name`, registered with the engine if it is new.
   * @throws RangeError when all symbols that the engine's capacity allows are registered
   */
  register(name: string): number {
    const known = this.idOf(name);
    if (known !== undefined) return known;
    const symbol = this.#engine.addSymbol();
    this.#ids.set(name, symbol);
    return symbol;
  }

  /** The id of `name`, or undefined when nobody has registered it here. */
  idOf(name: string): number | undefined {
    return this.#ids.get(name);
  }
}
