import { formatPercent } from '../artifact/format.ts';
import { SERVER_ADDRESS } from './network-path.ts';
import { formatRateLimit, type PathOptions } from './path-options.ts';

/** For the header: what is between the load and the server, and who delays and drops as soon as that is known. */
export function describePath(
  { rateBitsPerSecond, queueBytes, delayMs, lossShare }: PathOptions,
  impairer?: string,
): string {
  const impaired = delayMs > 0 || lossShare > 0;
  const by = impairer === undefined || impairer === 'none' ? '' : ` by ${impairer}`;
  return [
    `${SERVER_ADDRESS} in another network namespace, veth`,
    `tbf ${formatRateLimit(rateBitsPerSecond)}`,
    `queue ${queueBytes} bytes`,
    ...(impaired ? [`delay ${delayMs} ms and loss ${formatPercent(lossShare)} each way${by}`] : []),
  ].join(', ');
}
