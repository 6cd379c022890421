import { CliError, UsageError } from '@qsl/cli';

/**
 * What to throw where showing an artifact failed: a file that has the head of an artifact and not its body is not what it says,
 * and whoever gave it should read that. Errors that are meant for the user stay as they are.
 */
export function damageOf(error: unknown, { file, kind }: { file: string; kind: string }): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  const message = `${file} is damaged: it cannot be shown as an artifact of kind ${kind} (${error.message})`;
  const damage = new UsageError(message, {
    code: 'FOREIGN',
    remedy: 'docs/schemas has what an artifact holds. Measure again, or take the file from where it was whole.',
  });
  // For those who debug: where it came from.
  if (error.stack !== undefined) damage.stack = error.stack;
  return damage;
}
