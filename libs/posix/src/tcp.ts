import { type Endpoint, encodeSocketAddress, formatEndpoint, hostFamily, type SocketAddress } from './address.ts';
import { checked, PosixError } from './errors.ts';
import { pin } from './memory.ts';
import { getIntOption, setIntOption } from './options.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { closedOnFailure, openSocket, socketAddress } from './socket.ts';
import { bindSocket, connect, listen } from './socket-calls.ts';

/** Linux's own default limit, net.core.somaxconn, since 5.4. A kernel with a lower one (macOS: 128) applies that. */
const DEFAULT_BACKLOG = 4096;

/** struct pollfd: int fd, then short events and short revents in one word. */
const pollfd = new Int32Array(2);
const pollfdAddress = pin(pollfd);

export interface ListenOptions extends Endpoint {
  /** Connections that may wait for accept. */
  backlog?: number;
  /** accept4 answers -EAGAIN instead of waiting. What it accepts is nonblocking only if its own flags say so. */
  nonblocking?: boolean;
}

export interface Listener extends SocketAddress {
  fd: number;
}

/**
 * A listening TCP socket, with the address it really got: port 0 takes a free one. SO_REUSEADDR is set, so that a
 * restart need not wait for TIME_WAIT. An IPv6 listener serves IPv6 alone on every platform, :: included.
 * Throws AddressError for a host or port that cannot be one, PosixError (EADDRINUSE, EACCES, EADDRNOTAVAIL …) otherwise.
 */
export function listenTcp({ backlog = DEFAULT_BACKLOG, ...bound }: ListenOptions): Listener {
  const listener = bindTcp(bound);
  return closedOnFailure(listener.fd, () => {
    checked('listen', () => listen(listener.fd, backlog), formatEndpoint(bound));
    return listener;
  });
}

export interface BindOptions extends Omit<ListenOptions, 'backlog'> {
  /** SO_REUSEADDR. Without, a port is refused that any other socket is bound to, or lingers on in TIME_WAIT. */
  reuseAddress?: boolean;
}

/**
 * A TCP socket as listenTcp's, bound and not yet listening. On Linux that keeps a port for another process: whoever asks
 * for any port, or connects, is not given this one, and a listener with SO_REUSEADDR that asks for it is
 * (inet_csk_get_port in net/ipv4/inet_connection_sock.c). Throws as listenTcp does.
 */
export function bindTcp({ host, port, nonblocking = false, reuseAddress = true }: BindOptions): Listener {
  const address = encodeSocketAddress({ host, port });
  const family = hostFamily(host);
  const fd = openSocket({ family, type: os.SOCK_STREAM, nonblocking });
  return closedOnFailure(fd, () => {
    if (reuseAddress) setIntOption(fd, os.SOL_SOCKET, os.SO_REUSEADDR, 1);
    if (family === 6) setIntOption(fd, os.IPPROTO_IPV6, os.IPV6_V6ONLY, 1);
    checked('bind', () => bindSocket(fd, address), formatEndpoint({ host, port }));
    return { fd, ...socketAddress(fd) };
  });
}

export interface ConnectOptions extends Endpoint {
  /**
   * Return at once, perhaps still connecting: EPOLLOUT or POLLOUT tells when that ended, SO_ERROR how. The socket stays
   * nonblocking.
   */
  nonblocking?: boolean;
}

/**
 * A TCP connection's descriptor. Throws AddressError for a host or port that cannot be one, PosixError (ECONNREFUSED,
 * ETIMEDOUT, ENETUNREACH …) otherwise.
 */
export function connectTcp({ host, port, nonblocking = false }: ConnectOptions): number {
  const address = encodeSocketAddress({ host, port });
  const about = formatEndpoint({ host, port });
  const fd = openSocket({ family: hostFamily(host), type: os.SOCK_STREAM, nonblocking });
  return closedOnFailure(fd, () => {
    let result = connect(fd, address);
    if (result === -os.EINPROGRESS && nonblocking) return fd;
    // An interrupted connect goes on in the kernel and must not be called again (connect(2), EINTR): wait for its end.
    if (result === -os.EINTR) result = nonblocking ? 0 : -awaitConnected(fd);
    if (result < 0) throw new PosixError({ call: 'connect', errno: -result, about });
    return fd;
  });
}

/** Waits until a connection attempt ends; returns its errno, 0 for success. */
export function awaitConnected(fd: number): number {
  pollfd[0] = fd;
  pollfd[1] = os.POLLOUT;
  checked('poll', () => raw.poll(pollfdAddress, 1, -1));
  return getIntOption(fd, os.SOL_SOCKET, os.SO_ERROR);
}
