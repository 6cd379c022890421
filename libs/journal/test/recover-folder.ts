/** Recovers the journal in the folder that is its argument, and prints why that cannot be. */
import { JournalError } from '../src/errors.ts';
import { recovered } from './small-journal.ts';

try {
  recovered(process.argv[2]!);
} catch (error) {
  if (!(error instanceof JournalError)) throw error;
  process.stdout.write(`${error.code} ${error.message}\n`);
}
