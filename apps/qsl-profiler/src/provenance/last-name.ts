import os from 'node:os';
import path from 'node:path';

/** Folders of users are called after them. */
const HOME = /^\/(?:root|(?:home|Users)\/[^/]+)$/;

/** The last name of a path; "…" for a user's home, which would give the user's name away. */
export function lastName(file: string): string {
  const folder = path.resolve(file);
  return HOME.test(folder) || folder === path.resolve(os.homedir()) ? '…' : path.basename(file);
}
