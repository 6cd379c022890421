import { checked, PosixError } from './errors.ts';
import { os } from './platform.ts';
import { getsockopt } from './socket-calls.ts';

/** What the kernel knows of one TCP connection. Fields newer than this kernel are null. */
export interface TcpInfo {
  /** Smoothed round-trip time and its mean deviation, µs; 0 before the first sample. */
  rttUs: number;
  rttVarUs: number;
  /** The least that was seen lately, µs. */
  minRttUs: number | null;
  /** Segments sent again since the connection began. */
  totalRetransmits: number;
  /** Segments sent and not yet acknowledged. */
  unackedSegments: number;
  /** Congestion window, segments. */
  congestionWindow: number;
  maxSegmentBytes: number;
  bytesAcked: number | null;
  bytesReceived: number | null;
  segmentsOut: number | null;
  segmentsIn: number | null;
}

/** struct tcp_info of <linux/tcp.h>: byte offsets of what is read here. It has only ever grown at its end. */
export const TCP_INFO_OFFSET = {
  tcpi_snd_mss: 16,
  tcpi_unacked: 24,
  tcpi_rtt: 68,
  tcpi_rttvar: 72,
  tcpi_snd_cwnd: 80,
  tcpi_total_retrans: 100,
  tcpi_bytes_acked: 120,
  tcpi_bytes_received: 128,
  tcpi_segs_out: 136,
  tcpi_segs_in: 140,
  tcpi_min_rtt: 148,
} as const;

/** Larger than the structure of any kernel so far. */
const ROOM_BYTES = 512;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const room = new Uint8Array(ROOM_BYTES);

/** Asks about an own socket: getsockopt(2), TCP_INFO. Throws PosixError; ENOPROTOOPT on macOS. */
export function readTcpInfo(fd: number): TcpInfo {
  if (os.TCP_INFO === undefined) throw new PosixError({ call: 'getsockopt', errno: os.ENOPROTOOPT });
  const length = checked('getsockopt', () => getsockopt(fd, os.IPPROTO_TCP, os.TCP_INFO, room));
  return decodeTcpInfo(room.subarray(0, length));
}

/** Reads a struct tcp_info, as long as the kernel made it. */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (offset: number) => view.getUint32(offset, LITTLE_ENDIAN);
  const u32IfThere = (offset: number) => (offset + 4 <= view.byteLength ? u32(offset) : null);
  const u64IfThere = (offset: number) =>
    offset + 8 <= view.byteLength ? Number(view.getBigUint64(offset, LITTLE_ENDIAN)) : null;
  const minRttUs = u32IfThere(TCP_INFO_OFFSET.tcpi_min_rtt);
  return {
    rttUs: u32(TCP_INFO_OFFSET.tcpi_rtt),
    rttVarUs: u32(TCP_INFO_OFFSET.tcpi_rttvar),
    // All ones: no sample yet.
    minRttUs: minRttUs === 0xffffffff ? null : minRttUs,
    totalRetransmits: u32(TCP_INFO_OFFSET.tcpi_total_retrans),
    unackedSegments: u32(TCP_INFO_OFFSET.tcpi_unacked),
    congestionWindow: u32(TCP_INFO_OFFSET.tcpi_snd_cwnd),
    maxSegmentBytes: u32(TCP_INFO_OFFSET.tcpi_snd_mss),
    bytesAcked: u64IfThere(TCP_INFO_OFFSET.tcpi_bytes_acked),
    bytesReceived: u64IfThere(TCP_INFO_OFFSET.tcpi_bytes_received),
    segmentsOut: u32IfThere(TCP_INFO_OFFSET.tcpi_segs_out),
    segmentsIn: u32IfThere(TCP_INFO_OFFSET.tcpi_segs_in),
  };
}
