import type { linuxConstants } from './linux.ts';

/**
 * macOS values, the same on x86-64 and arm64. Sources: xnu's bsd/sys/errno.h, bsd/sys/socket.h, bsd/netinet/in.h,
 * bsd/netinet6/in6.h, bsd/netinet/tcp.h, bsd/sys/poll.h, bsd/sys/fcntl.h, bsd/sys/resource.h and Libc's unistd.h.
 * The keys are Linux's; what macOS lacks is undefined, and the comment above it says what follows from that.
 */
export const darwinConstants: Readonly<Record<keyof typeof linuxConstants, number | undefined>> = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  EBADF: 9,
  EAGAIN: 35,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOSPC: 28,
  EPIPE: 32,
  EPROTO: 100,
  ENOTSOCK: 38,
  EDESTADDRREQ: 39,
  EMSGSIZE: 40,
  ENOPROTOOPT: 42,
  EPROTONOSUPPORT: 43,
  EOPNOTSUPP: 102,
  EAFNOSUPPORT: 47,
  EADDRINUSE: 48,
  EADDRNOTAVAIL: 49,
  ENETDOWN: 50,
  ENETUNREACH: 51,
  ECONNABORTED: 53,
  ECONNRESET: 54,
  ENOBUFS: 55,
  EISCONN: 56,
  ENOTCONN: 57,
  ETIMEDOUT: 60,
  ECONNREFUSED: 61,
  EHOSTDOWN: 64,
  EHOSTUNREACH: 65,
  EALREADY: 37,
  EINPROGRESS: 36,
  ECANCELED: 89,
  ENOSYS: 78,
  // No call here can report it: comparing a result with it is always false.
  ENONET: undefined,

  AF_INET: 2,
  // No netlink and no packet sockets: openTcpDiagnosis and openPacketSocket refuse.
  AF_NETLINK: undefined,
  AF_PACKET: undefined,
  AF_INET6: 30,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  // macOS has no type flags. These stand for them in this library alone, which then asks fcntl(2): they are the values
  // of O_NONBLOCK and O_CLOEXEC.
  SOCK_NONBLOCK: 0x4,
  SOCK_CLOEXEC: 0x1000000,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,

  MSG_PEEK: 0x2,
  MSG_TRUNC: 0x10,
  MSG_DONTWAIT: 0x80,
  MSG_WAITALL: 0x40,
  // Older kernels refuse the flag. No bit is set, and sockets opened or accepted here carry SO_NOSIGPIPE instead.
  MSG_NOSIGNAL: 0,
  // No such hint: no bit is set, and each send may leave as a segment of its own.
  MSG_MORE: 0,
  // No recvmmsg: hasMmsg is false.
  MSG_WAITFORONE: undefined,

  SOL_SOCKET: 0xffff,
  SO_REUSEADDR: 0x4,
  SO_TYPE: 0x1008,
  SO_ERROR: 0x1007,
  SO_SNDBUF: 0x1001,
  SO_RCVBUF: 0x1002,
  SO_KEEPALIVE: 0x8,
  // SO_LINGER_SEC: macOS counts SO_LINGER itself (0x80) in clock ticks, and seconds are what every caller means.
  SO_LINGER: 0x1080,
  SO_REUSEPORT: 0x200,
  SO_RCVTIMEO: 0x1006,
  SO_SNDTIMEO: 0x1005,
  SO_RCVBUFFORCE: undefined,
  // Linux's placement and polling hints: setting one throws ENOPROTOOPT.
  SO_INCOMING_CPU: undefined,
  SO_BUSY_POLL: undefined,
  SO_BUF_LOCK: undefined,
  SO_NOSIGPIPE: 0x1022,

  IPPROTO_IP: 0,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  IPPROTO_IPV6: 41,
  IP_MULTICAST_IF: 9,
  IP_MULTICAST_TTL: 10,
  IP_MULTICAST_LOOP: 11,
  IP_ADD_MEMBERSHIP: 12,
  IP_DROP_MEMBERSHIP: 13,
  IPV6_V6ONLY: 27,
  TCP_NODELAY: 1,
  // macOS hands a connection over when it is there, whether it has said something or not: setting it throws ENOPROTOOPT.
  TCP_DEFER_ACCEPT: undefined,
  // What macOS has in its place, TCP_CONNECTION_INFO, is another structure: readTcpInfo throws ENOPROTOOPT.
  TCP_INFO: undefined,
  // macOS decides about delayed acknowledgements itself: setting it throws ENOPROTOOPT.
  TCP_QUICKACK: undefined,

  NETLINK_SOCK_DIAG: undefined,
  SOCK_DIAG_BY_FAMILY: undefined,
  NLMSG_ERROR: undefined,
  NLMSG_DONE: undefined,
  NLM_F_REQUEST: undefined,
  NLM_F_DUMP: undefined,

  SOL_PACKET: undefined,
  PACKET_STATISTICS: undefined,
  PACKET_VNET_HDR: undefined,
  PACKET_IGNORE_OUTGOING: undefined,
  ETH_P_ALL: undefined,

  // No subreapers and no namespaces: the calls throw ENOSYS.
  PR_SET_CHILD_SUBREAPER: undefined,
  CLONE_NEWNET: undefined,
  WNOHANG: 1,

  // No epoll: hasEpoll is false and EpollSet.open throws ENOSYS.
  EPOLL_CLOEXEC: undefined,
  EPOLL_CTL_ADD: undefined,
  EPOLL_CTL_DEL: undefined,
  EPOLL_CTL_MOD: undefined,
  EPOLLIN: undefined,
  EPOLLPRI: undefined,
  EPOLLOUT: undefined,
  EPOLLERR: undefined,
  EPOLLHUP: undefined,
  EPOLLRDHUP: undefined,
  EPOLLEXCLUSIVE: undefined,
  EPOLLONESHOT: undefined,
  EPOLLET: undefined,

  // No eventfd and no timerfd: their open functions throw ENOSYS.
  EFD_NONBLOCK: undefined,
  EFD_CLOEXEC: undefined,
  TFD_NONBLOCK: undefined,
  TFD_CLOEXEC: undefined,
  CLOCK_MONOTONIC: 6,

  POLLIN: 0x1,
  POLLOUT: 0x4,
  POLLERR: 0x8,
  POLLHUP: 0x10,
  F_SETFD: 2,
  F_GETFL: 3,
  F_SETFL: 4,
  FD_CLOEXEC: 1,
  O_NONBLOCK: 0x4,

  // flock(2)
  LOCK_EX: 2,
  LOCK_NB: 4,

  RLIMIT_NOFILE: 8,

  // No such policy: yieldToAll is refused.
  SCHED_IDLE: undefined,
  _SC_CLK_TCK: 3,
};
