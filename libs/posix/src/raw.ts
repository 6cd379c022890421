import { applyTypeFlags } from './descriptor-flags.ts';
import { bind, orErrno } from './libc.ts';
import { platform } from './platform.ts';

/*
 * The system calls of the data path as the kernel gives them: a result >= 0, or the negated errno. Nothing is allocated,
 * retried or thrown; EINTR is the caller's to handle. Memory is a number from addressOf(); the caller answers for its
 * length and keeps its buffer alive.
 */

const recvNative = bind('long recv(int, uintptr_t, size_t, int)');
const sendNative = bind('long send(int, uintptr_t, size_t, int)');
const sendtoNative = bind('long sendto(int, uintptr_t, size_t, int, uintptr_t, unsigned int)');
const readNative = bind('long read(int, uintptr_t, size_t)');
const writeNative = bind('long write(int, uintptr_t, size_t)');
const closeNative = bind('int close(int)');
const shutdownNative = bind('int shutdown(int, int)');
const pollNative = bind('int poll(uintptr_t, unsigned long, int)');
const epollCtlNative = bind('int epoll_ctl(int, int, int, uintptr_t)');
const epollWaitNative = bind('int epoll_wait(int, uintptr_t, int, int)');
const sendmmsgNative = bind('int sendmmsg(int, uintptr_t, unsigned int, int)');
const recvmmsgNative = bind('int recvmmsg(int, uintptr_t, unsigned int, int, uintptr_t)');

/** recv(2). 0 is the peer's end of stream (or an empty datagram). */
function recv(fd: number, address: number, length: number, flags: number): number {
  return orErrno(recvNative(fd, address, length, flags));
}

/** send(2). Pass MSG_NOSIGNAL; fewer bytes than asked may be taken. */
function send(fd: number, address: number, length: number, flags: number): number {
  return orErrno(sendNative(fd, address, length, flags));
}

/** sendto(2) to a sockaddr at `to`, `toLength` bytes long (see encodeSocketAddress). */
function sendto(fd: number, address: number, length: number, flags: number, to: number, toLength: number): number {
  return orErrno(sendtoNative(fd, address, length, flags, to, toLength));
}

/** read(2), for descriptors that are no sockets: eventfd, timerfd. */
function read(fd: number, address: number, length: number): number {
  return orErrno(readNative(fd, address, length));
}

/** write(2), for descriptors that are no sockets: eventfd. */
function write(fd: number, address: number, length: number): number {
  return orErrno(writeNative(fd, address, length));
}

/** close(2). Never repeat it: on Linux the descriptor is gone even after EINTR, and its number may be another's. */
function close(fd: number): number {
  return orErrno(closeNative(fd));
}

/** shutdown(2): SHUT_RD, SHUT_WR or SHUT_RDWR. It also wakes a thread that blocks in recv or send on the socket. */
function shutdown(fd: number, how: number): number {
  return orErrno(shutdownNative(fd, how));
}

/** poll(2) over `count` structs pollfd (int fd, short events, short revents). A negative timeout waits for ever. */
function poll(address: number, count: number, timeoutMs: number): number {
  return orErrno(pollNative(address, count, timeoutMs));
}

/** epoll_ctl(2); `eventAddress` points to a struct epoll_event. EpollSet is the comfortable form. */
function epollCtl(epollFd: number, operation: number, fd: number, eventAddress: number): number {
  return orErrno(epollCtlNative(epollFd, operation, fd, eventAddress));
}

/** epoll_wait(2) into room for `maxEvents` structs epoll_event. A negative timeout waits for ever, 0 not at all. */
function epollWait(epollFd: number, address: number, maxEvents: number, timeoutMs: number): number {
  return orErrno(epollWaitNative(epollFd, address, maxEvents, timeoutMs));
}

/** sendmmsg(2): how many of `count` messages were taken. DatagramBatch lays them out. */
function sendmmsg(fd: number, address: number, count: number, flags: number): number {
  return orErrno(sendmmsgNative(fd, address, count, flags));
}

/**
 * recvmmsg(2): how many of `count` messages were filled. Its timeout argument is checked only after each datagram and
 * so cannot bound a wait (recvmmsg(2), BUGS); a null pointer is passed, SO_RCVTIMEO or MSG_DONTWAIT do the job.
 */
function recvmmsg(fd: number, address: number, count: number, flags: number): number {
  return orErrno(recvmmsgNative(fd, address, count, flags, 0));
}

function bindAccept(): (listenerFd: number, flags: number) => number {
  if (platform === 'linux') {
    const accept4Native = bind('int accept4(int, uintptr_t, uintptr_t, int)');
    return (listenerFd, flags) => orErrno(accept4Native(listenerFd, 0, 0, flags));
  }
  const acceptNative = bind('int accept(int, uintptr_t, uintptr_t)');
  return (listenerFd, flags) => {
    const fd = orErrno(acceptNative(listenerFd, 0, 0));
    if (fd < 0) return fd;
    const result = applyTypeFlags(fd, flags);
    if (result < 0) {
      close(fd);
      return result;
    }
    return fd;
  };
}

/**
 * accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC as flags: the new descriptor. The peer's address is not asked for.
 * macOS has no accept4 and makes do with accept and fcntl, between which a fork could inherit the descriptor.
 */
const accept4 = bindAccept();

export const raw = {
  recv,
  send,
  sendto,
  read,
  write,
  close,
  shutdown,
  poll,
  epollCtl,
  epollWait,
  sendmmsg,
  recvmmsg,
  accept4,
};
