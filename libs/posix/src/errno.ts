import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

// node:os carries every errno of the headers Node was built against. Of two names for one number the first is kept,
// except that nobody says EWOULDBLOCK, and EOPNOTSUPP is what socket calls document.
const DISPLACED = new Set(['EWOULDBLOCK', 'ENOTSUP']);
const names = new Map<number, string>();
for (const [name, errno] of Object.entries(constants.errno)) {
  const known = names.get(errno);
  if (known === undefined || DISPLACED.has(known)) names.set(errno, name);
}

const messages = getSystemErrorMap();

/** The symbolic name of a positive errno, such as EADDRINUSE; E followed by the number where the system has none. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `E${errno}`;
}

/** What a positive errno means, in lower case without a full stop, as libuv words it. */
export function errnoMessage(errno: number): string {
  return messages.get(-errno)?.[1] ?? `unknown error ${errno}`;
}
