import { isIPv4 } from 'node:net';
import { checked, parseNumericHost, refuse, UsageError } from '@qsl/cli';

/** Where a feed goes and comes from. */
export interface FeedAddress {
  /** A numeric address; of a multicast feed the group. */
  readonly host: string;
  readonly port: number;
  /** Of a multicast feed: the IPv4 address of the interface that it uses. */
  readonly interfaceHost: string | undefined;
}

const LOOPBACK = '127.0.0.1';

function parseGroup(text: string): string {
  const firstOctet = Number(text.split('.')[0]);
  if (!isIPv4(text) || firstOctet < 224 || firstOctet > 239) {
    refuse(text, 'an IPv4 multicast group: 224.0.0.0 to 239.255.255.255');
  }
  return text;
}

function parseInterface(text: string): string {
  if (!isIPv4(text)) refuse(text, "an interface's IPv4 address, such as 127.0.0.1");
  return text;
}

const HEADING = 'Where:';

export const hostOption: ReturnType<typeof checked<string, { describe: string }>> = checked(
  '--host',
  parseNumericHost,
  {
    group: HEADING,
    describe: `numeric address (default ${LOOPBACK})`,
  },
);
export const groupOption: ReturnType<typeof checked<string, { describe: string }>> = checked('--group', parseGroup, {
  group: HEADING,
  describe: 'a multicast group, in place of --host',
});
export const interfaceOption: ReturnType<typeof checked<string, { describe: string }>> = checked(
  '--interface',
  parseInterface,
  { group: HEADING, describe: `with --group: the interface, by its address (default ${LOOPBACK})` },
);

interface Given {
  port: number;
  host: string | undefined;
  group: string | undefined;
  interface: string | undefined;
}

/** Puts the options together. Throws UsageError for those that exclude each other. */
export function feedAddress({ port, host, group, interface: interfaceHost }: Given): FeedAddress {
  if (group === undefined) {
    if (interfaceHost !== undefined) throw new UsageError('--interface goes with --group');
    return { host: host ?? LOOPBACK, port, interfaceHost: undefined };
  }
  if (host !== undefined) throw new UsageError('--host and --group exclude each other');
  return { host: group, port, interfaceHost: interfaceHost ?? LOOPBACK };
}
