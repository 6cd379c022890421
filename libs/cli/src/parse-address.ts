import { isIP } from 'node:net';
import { refuse } from './checked.ts';

/** A numeric IPv4 or IPv6 address without a zone. Throws UsageError. */
export function parseNumericHost(text: string): string {
  if (isIP(text) === 0 || text.includes('%')) refuse(text, 'a numeric IPv4 or IPv6 address, such as 127.0.0.1 or ::1');
  return text;
}
