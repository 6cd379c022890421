import { os } from '@qsl/posix';

/** What to do about a failed accept4, by its errno. */
export type AcceptFailure = 'empty' | 'retry' | 'backOff' | 'fatal';

/**
 * The network errors of a connection that died before it was accepted count as EAGAIN (accept(2), "Error handling");
 * without descriptors or memory the backlog must wait; anything else means that the listener itself is unusable.
 */
export function classifyAcceptFailure(errno: number): AcceptFailure {
  switch (errno) {
    case os.EAGAIN:
      return 'empty';
    case os.EINTR:
    case os.ECONNABORTED:
    case os.EPROTO:
    case os.ENETDOWN:
    case os.ENOPROTOOPT:
    case os.EHOSTDOWN:
    case os.ENONET:
    case os.EHOSTUNREACH:
    case os.EOPNOTSUPP:
    case os.ENETUNREACH:
    case os.EPERM: // a firewall rule forbids the connection
      return 'retry';
    case os.EMFILE:
    case os.ENFILE:
    case os.ENOBUFS:
    case os.ENOMEM:
      return 'backOff';
    default:
      return 'fatal';
  }
}
