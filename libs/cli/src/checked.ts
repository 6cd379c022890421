import { UsageError } from './errors.ts';

/** Turns the text of one value into what it means; throws UsageError with a message that reads on after the text. */
export type Parse<T> = (text: string) => T;

/** Refuses `text`: the message says what was given and what would have been right. */
export function refuse(text: string, wanted: string): never {
  throw new UsageError(`"${text}" is not ${wanted}`);
}

/** Parses `text`, and names its origin (an option, an argument, an environment variable) where that fails. */
export function parseAs<T>(label: string, parse: Parse<T>, text: string): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}

interface Description {
  describe: string;
  /** Heading under which `--help` lists the option. */
  group?: string;
  /** The text that stands where the user gives none; it goes through the same check. */
  default?: string;
  /** For an option without a default that has to be there. */
  demandOption?: boolean;
}

/** What yargs takes; the literal type of the description tells it whether there is a default. */
export type Checked<T, D extends Description> = D & {
  type: 'string';
  requiresArg: true;
  coerce: (given: string | string[] | undefined) => T;
};

type Given<T, D> = D extends { default: string } | { demandOption: true } ? T : T | undefined;

/**
 * A yargs option or positional whose text is checked by `parse`. Given twice, or empty, it is a usage error.
 * `label` is how messages name it: `--idle-timeout` or `port`.
 */
export function checked<T, const D extends Description>(
  label: string,
  parse: Parse<T>,
  description: D,
): Checked<Given<T, D>, D> {
  const coerce = (given: string | string[] | undefined): T | undefined => {
    if (given === undefined) return undefined;
    if (Array.isArray(given)) throw new UsageError(`${label}: given ${given.length} times; give it once`);
    return parseAs(label, parse, given);
  };
  return { type: 'string', requiresArg: true, ...description, coerce: coerce as (given: unknown) => Given<T, D> };
}
