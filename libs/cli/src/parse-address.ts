import { isIP } from 'node:net';
import { refuse } from './checked.ts';
import { parsePort } from './parse-number.ts';

/** A port that somebody can be reached on: 1 to 65535. Throws UsageError. */
export function parsePeerPort(text: string): number {
  const port = parsePort(text);
  if (port === 0) refuse(text, 'a port to send to: 1 to 65535');
  return port;
}

/** A numeric IPv4 or IPv6 address without a zone. Throws UsageError. */
export function parseNumericHost(text: string): string {
  if (isIP(text) === 0 || text.includes('%')) refuse(text, 'a numeric IPv4 or IPv6 address, such as 127.0.0.1 or ::1');
  return text;
}
