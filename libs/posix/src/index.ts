export { type Endpoint, encodeSocketAddress, formatEndpoint, hostFamily, type SocketAddress } from './address.ts';
export { getCpuAffinity, setCpuAffinity } from './affinity.ts';
export { clockTicksPerSecond } from './clock-ticks.ts';
export { EpollSet } from './epoll.ts';
export { errnoMessage, errnoName } from './errno.ts';
export { AddressError, checked, NativeCallsError, PosixError } from './errors.ts';
export { drainEventfd, openEventfd, signalEventfd } from './eventfd.ts';
export { tryLockFile } from './flock.ts';
export { withForeignDescriptor } from './foreign-descriptor.ts';
export { addressOf, pin } from './memory.ts';
export { type BatchOptions, DatagramBatch } from './mmsg.ts';
export { enterNetworkNamespace } from './namespace.ts';
export { getIntOption, setIntOption, setLinger, setTimeoutOption } from './options.ts';
export { FRAME_HEADER_BYTES, openPacketSocket, takePacketDrops } from './packet-socket.ts';
export { hasEpoll, hasMmsg, os, type Platform, platform } from './platform.ts';
export { raw } from './raw.ts';
export { releaseFilePages, trimHeap } from './release-pages.ts';
export { type DescriptorLimit, getDescriptorLimit, setDescriptorLimit } from './rlimit.ts';
export { sendQueueBytes } from './send-queue.ts';
export { signalThread } from './signal-thread.ts';
export { socketAddress } from './socket.ts';
export { adoptOrphans, reapOrphan } from './subreaper.ts';
export {
  type BindOptions,
  bindTcp,
  type ConnectOptions,
  connectTcp,
  type Listener,
  type ListenOptions,
  listenTcp,
} from './tcp.ts';
export { type DiagnosedSocket, type DiagnosisFilter, diagnoseTcpSockets } from './tcp-diagnosis.ts';
export { readTcpInfo, type TcpInfo } from './tcp-info.ts';
export { gettid, yieldToAll } from './thread.ts';
export { processCpuNs, threadCpuNs } from './thread-clock.ts';
export { armTimerfd, drainTimerfd, openTimerfd } from './timerfd.ts';
export {
  type BufferGrant,
  bindUdp,
  connectUdp,
  type GroupMembership,
  joinGroup,
  openUdp,
  requestReceiveBuffer,
  setMulticastHops,
  setMulticastInterface,
  setMulticastLoop,
} from './udp.ts';
