import { RuntimeFailure } from '@qsl/cli';
import { PosixError } from '@qsl/posix';

/** Sets multicast up on an interface. Throws RuntimeFailure where no interface has the address, which errno alone hardly says. */
export function onInterface(interfaceHost: string, setUp: () => void): void {
  try {
    setUp();
  } catch (error) {
    // Linux says ENODEV to who joins a group and EADDRNOTAVAIL to who sends.
    if (!(error instanceof PosixError && ['ENODEV', 'EADDRNOTAVAIL'].includes(error.code))) throw error;
    throw new RuntimeFailure({
      code: 'NO_INTERFACE',
      message: `no interface that can do multicast has the address ${interfaceHost} (${error.code})`,
      remedy: 'Give --interface the address of one; "ip addr" or "ifconfig" lists them.',
      cause: error,
    });
  }
}
