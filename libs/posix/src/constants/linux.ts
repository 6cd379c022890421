/**
 * Linux values for x86-64 and arm64, which share the kernel's asm-generic headers for everything here.
 * Sources: <errno.h>, <sys/socket.h>, <netinet/in.h>, <netinet/tcp.h>, <sys/epoll.h>, <sys/eventfd.h>, <sys/timerfd.h>,
 * <poll.h>, <fcntl.h>, <sys/resource.h>, <sys/prctl.h>, <sys/wait.h>, <sched.h>, <linux/netlink.h>, <linux/sock_diag.h>,
 * <linux/if_packet.h>, <linux/if_ether.h>, <time.h>, <unistd.h>. The test beside this file compares every value with them.
 */
export const linuxConstants = {
  // errno(3)
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  EBADF: 9,
  EAGAIN: 11,
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
  EPROTO: 71,
  ENOTSOCK: 88,
  EDESTADDRREQ: 89,
  EMSGSIZE: 90,
  ENOPROTOOPT: 92,
  EPROTONOSUPPORT: 93,
  EOPNOTSUPP: 95,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  EISCONN: 106,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTDOWN: 112,
  EHOSTUNREACH: 113,
  EALREADY: 114,
  EINPROGRESS: 115,
  ECANCELED: 125,
  ENOSYS: 38,
  /** accept4(2) can report it; Linux only. */
  ENONET: 64,

  // socket(2)
  AF_INET: 2,
  AF_NETLINK: 16,
  AF_PACKET: 17,
  AF_INET6: 10,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,

  // recv(2), send(2), recvmmsg(2)
  MSG_PEEK: 0x2,
  MSG_TRUNC: 0x20,
  MSG_DONTWAIT: 0x40,
  MSG_WAITALL: 0x100,
  MSG_NOSIGNAL: 0x4000,
  MSG_MORE: 0x8000,
  MSG_WAITFORONE: 0x10000,

  // socket(7)
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_TYPE: 3,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  SO_REUSEPORT: 15,
  SO_RCVTIMEO: 20,
  SO_SNDTIMEO: 21,
  SO_RCVBUFFORCE: 33,
  SO_INCOMING_CPU: 49,
  SO_BUSY_POLL: 46,
  SO_BUF_LOCK: 72,
  SO_NOSIGPIPE: undefined,

  // ip(7), ipv6(7), tcp(7)
  IPPROTO_IP: 0,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  IPPROTO_IPV6: 41,
  IP_MULTICAST_IF: 32,
  IP_MULTICAST_TTL: 33,
  IP_MULTICAST_LOOP: 34,
  IP_ADD_MEMBERSHIP: 35,
  IP_DROP_MEMBERSHIP: 36,
  IPV6_V6ONLY: 26,
  TCP_NODELAY: 1,
  TCP_DEFER_ACCEPT: 9,
  TCP_INFO: 11,
  TCP_QUICKACK: 12,

  // netlink(7), sock_diag(7)
  NETLINK_SOCK_DIAG: 4,
  SOCK_DIAG_BY_FAMILY: 20,
  NLMSG_ERROR: 2,
  NLMSG_DONE: 3,
  NLM_F_REQUEST: 1,
  NLM_F_DUMP: 0x300,

  // packet(7)
  SOL_PACKET: 263,
  PACKET_STATISTICS: 6,
  PACKET_VNET_HDR: 15,
  PACKET_IGNORE_OUTGOING: 23,
  ETH_P_ALL: 0x0003,

  // prctl(2), setns(2), waitpid(2)
  PR_SET_CHILD_SUBREAPER: 36,
  CLONE_NEWNET: 0x40000000,
  WNOHANG: 1,

  // epoll(7)
  EPOLL_CLOEXEC: 0o2000000,
  EPOLL_CTL_ADD: 1,
  EPOLL_CTL_DEL: 2,
  EPOLL_CTL_MOD: 3,
  EPOLLIN: 0x1,
  EPOLLPRI: 0x2,
  EPOLLOUT: 0x4,
  EPOLLERR: 0x8,
  EPOLLHUP: 0x10,
  EPOLLRDHUP: 0x2000,
  EPOLLEXCLUSIVE: 0x10000000,
  EPOLLONESHOT: 0x40000000,
  EPOLLET: 0x80000000,

  // eventfd(2), timerfd_create(2)
  EFD_NONBLOCK: 0o4000,
  EFD_CLOEXEC: 0o2000000,
  TFD_NONBLOCK: 0o4000,
  TFD_CLOEXEC: 0o2000000,
  CLOCK_MONOTONIC: 1,

  // poll(2), fcntl(2)
  POLLIN: 0x1,
  POLLOUT: 0x4,
  POLLERR: 0x8,
  POLLHUP: 0x10,
  F_SETFD: 2,
  F_GETFL: 3,
  F_SETFL: 4,
  FD_CLOEXEC: 1,
  O_NONBLOCK: 0o4000,

  // flock(2)
  LOCK_EX: 2,
  LOCK_NB: 4,

  // getrlimit(2), sysconf(3)
  RLIMIT_NOFILE: 7,

  // sched(7)
  SCHED_IDLE: 5,
  _SC_CLK_TCK: 2,
} as const;
