export { type CounterGroup, type CounterGroups, parseCounterGroups } from './counter-groups.ts';
export { type Cpuinfo, parseCpuinfo, readCpuFlags, readCpuinfo } from './cpuinfo.ts';
export {
  countDescriptors,
  listDescriptors,
  parseSocketLink,
  readSocketDescriptors,
  type SocketDescriptor,
} from './descriptors.ts';
export { isGone, ProcfsError, type ProcfsErrorCode, unlessGone } from './errors.ts';
export { type ConfigChoice, parseKernelConfig, readKernelConfig } from './kernel-config.ts';
export { type Loadavg, parseLoadavg, readLoadavg } from './loadavg.ts';
export { type MachineTime, parseMachineTime, readMachineTime } from './machine-time.ts';
export { type Meminfo, parseMeminfo, readMeminfo } from './meminfo.ts';
export { networkNamespaceFile } from './namespace.ts';
export { type NetCore, parseSysctl, readNetCore } from './net-core.ts';
export { type Netstat, parseNetstat, readNetstat, type TcpExtCounters } from './net-netstat.ts';
export { parseSnmp, readSnmp, type Snmp, type TcpCounters, type UdpCounters } from './net-snmp.ts';
export { parseSoftnet, readSoftnet, type SoftnetCpu } from './net-softnet.ts';
export { parseTcpSockets, readTcpSockets, type TcpSocket } from './net-tcp.ts';
export { parseUdpSockets, readUdpSockets, type UdpSocket } from './net-udp.ts';
export type { NetTarget, ProcessTarget, ProcRoot, TaskTarget } from './place.ts';
export { parseSchedstat, readSchedstat, type Schedstat } from './schedstat.ts';
export { type Mapping, parseMappings, readMappings } from './smaps.ts';
export { type ByteOrder, HOST_BYTE_ORDER, type SocketAddress } from './socket-address.ts';
export type { SocketState } from './socket-state.ts';
export type { SocketRow, SocketTableOptions } from './socket-table.ts';
export { parseStat, readStat, type Stat } from './stat.ts';
export { catchesSignal, parseStatus, readStatus, type Status } from './status.ts';
export { parseSwapping, readSwapping, type Swapping } from './swapping.ts';
export { readSysctl, type SysctlTarget } from './sysctl.ts';
export { listTids, readTasks, type Task, type TaskWalk } from './tasks.ts';
export { ticksToMs } from './ticks.ts';
export { parseUptime, readUptime, type Uptime } from './uptime.ts';
export { readWorkingFolder } from './working-folder.ts';
