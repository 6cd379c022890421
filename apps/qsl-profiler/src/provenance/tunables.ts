import { parseAs } from '@qsl/cli';
import type { Tunable } from './provenance.ts';

/** Reads settings of the environment, each with a default. An empty variable counts as one that is not set. */
export class EnvironmentTunables<Name extends string> {
  readonly #env: NodeJS.ProcessEnv;
  readonly #defaults: Readonly<Record<Name, string>>;

  constructor(env: NodeJS.ProcessEnv, defaults: Readonly<Record<Name, string>>) {
    this.#env = env;
    this.#defaults = defaults;
  }

  /** Throws UsageError for a bad one, which names it. */
  read<Value>(name: Name, parse: (text: string) => Value): Value {
    return parseAs(name, parse, this.#env[name] || this.#defaults[name]);
  }

  /** All of them for the header. Ports that are 0 read "any free". */
  describe(freePorts: readonly Name[] = []): Record<string, Tunable> {
    const names = Object.keys(this.#defaults) as Name[];
    return Object.fromEntries(
      names.map((name): [string, Tunable] => {
        const given = this.#env[name];
        const value = freePorts.includes(name) ? 'any free' : given || this.#defaults[name];
        return [name, { value, from: given ? 'environment' : 'default' }];
      }),
    );
  }
}

/** A flag that has a default. */
export function describeFlag(value: string, isDefault: boolean): Tunable {
  return { value, from: isDefault ? 'default' : 'command line' };
}
