import { checked, PosixError } from './errors.ts';
import { pin } from './memory.ts';
import { os } from './platform.ts';
import { raw } from './raw.ts';
import { closedOnFailure } from './socket.ts';
import { socket } from './socket-calls.ts';
import { decodeTcpInfo, type TcpInfo } from './tcp-info.ts';

/** One TCP socket of the network namespace, as sock_diag(7) lists it. */
export interface DiagnosedSocket {
  localPort: number;
  remotePort: number;
  /** Of include/net/tcp_states.h: 1 is established, 10 listening. */
  state: number;
  /** Bytes received and not yet read; for a listening socket, connections that wait to be accepted. */
  receiveQueue: number;
  /** Bytes sent and not yet acknowledged; for a listening socket, its backlog. */
  sendQueue: number;
  /** As in the link socket:[inode] of the process that holds it; 0 if none does any more. */
  inode: number;
  /** Identifies the connection for its life. */
  cookie: string;
  /** null for a socket that has none, such as a listening one on older kernels. */
  info: TcpInfo | null;
  /** Packets this socket threw away, for want of room or otherwise; null on kernels that do not tell. */
  drops: number | null;
}

export interface DiagnosisFilter {
  family: 4 | 6;
  /** Only sockets whose own port this is. */
  localPort?: number;
  /** Bits 1 << state. Default: all but TIME_WAIT, which has no socket left to ask. */
  states?: number;
}

/*
 * A request: struct nlmsghdr, then struct inet_diag_req_v2 (<linux/inet_diag.h>). An answer is a row of messages, each
 * a nlmsghdr, a struct inet_diag_msg, and attributes padded to four bytes.
 *
 *   0         4     6      8    12    16       17        18    19    20      24          26
 *   length    type  flags  seq  pid   family   protocol  ext   (pad) states  local port  …      72
 *
 *   0         4     6      8    12    16      17     18     19       20          22           24   68       72       76     80    84   88
 *   length    type  flags  seq  pid   family  state  timer  retrans  local port  remote port  …    cookie   expires  rqueue wqueue uid  inode
 */
const HEADER_BYTES = 16;
const REQUEST_BYTES = 72;
const MESSAGE_BYTES = 88;
const ATTRIBUTE_HEADER_BYTES = 4;
const AT = { family: 16, protocol: 17, extensions: 18, states: 20, requestPort: 24 } as const;
const IN = { state: 17, localPort: 20, remotePort: 22, cookie: 60, rqueue: 72, wqueue: 76, inode: 84 } as const;

/** INET_DIAG_INFO and INET_DIAG_SKMEMINFO, as numbers of attributes and as bits of a request. */
const INFO = 2;
const SKMEMINFO = 7;
const EXTENSIONS = (1 << (INFO - 1)) | (1 << (SKMEMINFO - 1));
/** SK_MEMINFO_DROPS, the ninth word. */
const DROPS_OFFSET = 8 * 4;
const TIME_WAIT = 6;
const ALL_BUT_TIME_WAIT = 0xfff & ~(1 << TIME_WAIT);

const ROOM_BYTES = 64 * 1024;
const room = new Uint8Array(ROOM_BYTES);
const roomAddress = pin(room);
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The TCP sockets of the calling thread's network namespace, with what the kernel knows of each: sock_diag(7). Nobody is
 * disturbed and no right is needed. No snapshot: sockets come and go while it is taken.
 * Throws PosixError: EAFNOSUPPORT off Linux, ENOENT in a kernel without INET_DIAG.
 */
export function diagnoseTcpSockets(filter: DiagnosisFilter): DiagnosedSocket[] {
  if (os.AF_NETLINK === undefined) throw new PosixError({ call: 'socket', errno: os.EAFNOSUPPORT });
  const fd = checked('socket', () => socket(os.AF_NETLINK, os.SOCK_RAW | os.SOCK_CLOEXEC, os.NETLINK_SOCK_DIAG));
  return closedOnFailure(fd, () => {
    const request = encodeRequest(filter);
    checked('send', () => raw.send(fd, pinned(request), request.byteLength, 0));
    const sockets: DiagnosedSocket[] = [];
    while (!receiveInto(fd, sockets));
    raw.close(fd);
    return filter.localPort === undefined ? sockets : sockets.filter(({ localPort }) => localPort === filter.localPort);
  });
}

const requestRoom = new Uint8Array(REQUEST_BYTES);
const requestAddress = pin(requestRoom);

function pinned(request: Uint8Array): number {
  requestRoom.set(request);
  return requestAddress;
}

/** The request of a dump. Exported for the test. */
export function encodeRequest({ family, localPort = 0, states = ALL_BUT_TIME_WAIT }: DiagnosisFilter): Uint8Array {
  const view = new DataView(new ArrayBuffer(REQUEST_BYTES));
  view.setUint32(0, REQUEST_BYTES, LITTLE_ENDIAN);
  view.setUint16(4, os.SOCK_DIAG_BY_FAMILY, LITTLE_ENDIAN);
  view.setUint16(6, os.NLM_F_REQUEST | os.NLM_F_DUMP, LITTLE_ENDIAN);
  view.setUint8(AT.family, family === 6 ? os.AF_INET6 : os.AF_INET);
  view.setUint8(AT.protocol, os.IPPROTO_TCP);
  view.setUint8(AT.extensions, EXTENSIONS);
  view.setUint32(AT.states, states, LITTLE_ENDIAN);
  view.setUint16(AT.requestPort, localPort);
  return new Uint8Array(view.buffer);
}

/** Takes one reading of the answer; true when that was the last. */
function receiveInto(fd: number, sockets: DiagnosedSocket[]): boolean {
  const length = checked('recv', () => raw.recv(fd, roomAddress, ROOM_BYTES, 0));
  const answer = decodeAnswer(room.subarray(0, length));
  if (answer.errno !== 0) throw new PosixError({ call: 'sock_diag', errno: answer.errno });
  sockets.push(...answer.sockets);
  return answer.done;
}

/** Reads one piece of an answer. Exported for the test. */
export function decodeAnswer(bytes: Uint8Array): { sockets: DiagnosedSocket[]; done: boolean; errno: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sockets: DiagnosedSocket[] = [];
  for (let at = 0; at + HEADER_BYTES <= view.byteLength; ) {
    const length = view.getUint32(at, LITTLE_ENDIAN);
    const type = view.getUint16(at + 4, LITTLE_ENDIAN);
    if (type === os.NLMSG_DONE) return { sockets, done: true, errno: 0 };
    if (type === os.NLMSG_ERROR)
      return { sockets, done: true, errno: -view.getInt32(at + HEADER_BYTES, LITTLE_ENDIAN) };
    if (length < MESSAGE_BYTES) break;
    sockets.push(decodeSocket(new DataView(view.buffer, view.byteOffset + at, length)));
    at += aligned(length);
  }
  return { sockets, done: false, errno: 0 };
}

function decodeSocket(view: DataView): DiagnosedSocket {
  const attributes = attributesOf(view);
  const info = attributes.get(INFO);
  const memory = attributes.get(SKMEMINFO);
  return {
    localPort: view.getUint16(IN.localPort),
    remotePort: view.getUint16(IN.remotePort),
    state: view.getUint8(IN.state),
    receiveQueue: view.getUint32(IN.rqueue, LITTLE_ENDIAN),
    sendQueue: view.getUint32(IN.wqueue, LITTLE_ENDIAN),
    inode: view.getUint32(IN.inode, LITTLE_ENDIAN),
    cookie: view.getBigUint64(IN.cookie, LITTLE_ENDIAN).toString(16),
    info: info === undefined ? null : decodeTcpInfo(info),
    drops:
      memory === undefined || memory.byteLength < DROPS_OFFSET + 4
        ? null
        : new DataView(memory.buffer, memory.byteOffset).getUint32(DROPS_OFFSET, LITTLE_ENDIAN),
  };
}

/** Copies, for the room they stand in is used again. */
function attributesOf(view: DataView): Map<number, Uint8Array> {
  const attributes = new Map<number, Uint8Array>();
  for (let at = MESSAGE_BYTES; at + ATTRIBUTE_HEADER_BYTES <= view.byteLength; ) {
    const length = view.getUint16(at, LITTLE_ENDIAN);
    if (length < ATTRIBUTE_HEADER_BYTES) break;
    const from = view.byteOffset + at + ATTRIBUTE_HEADER_BYTES;
    const bytes = new Uint8Array(view.buffer, from, Math.min(length, view.byteLength - at) - ATTRIBUTE_HEADER_BYTES);
    attributes.set(view.getUint16(at + 2, LITTLE_ENDIAN), bytes.slice());
    at += aligned(length);
  }
  return attributes;
}

function aligned(length: number): number {
  return (length + 3) & ~3;
}
