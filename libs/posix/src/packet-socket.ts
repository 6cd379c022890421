import { checked, PosixError } from './errors.ts';
import { setIntOption } from './options.ts';
import { os } from './platform.ts';
import { closedOnFailure } from './socket.ts';
import { bindSocket, getsockopt, socket } from './socket-calls.ts';

/*
 * struct sockaddr_ll (<linux/if_packet.h>), of which binding looks at the first three fields:
 *
 *   0       2         4
 *   family  protocol  interface index   … 20
 */
const ADDRESS_BYTES = 20;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The struct virtio_net_hdr before each frame. */
export const FRAME_HEADER_BYTES = 10;

/**
 * A nonblocking socket that receives every frame which comes in at an interface, and sends frames out there: packet(7).
 * Before each frame stands a struct virtio_net_hdr (PACKET_VNET_HDR): passed on unchanged, it has the kernel fill in
 * checksums that the sender left to its card. Own frames are not seen. Needs CAP_NET_RAW.
 * Throws PosixError: EAFNOSUPPORT off Linux, EPERM, ENODEV.
 */
export function openPacketSocket(interfaceIndex: number): number {
  if (os.AF_PACKET === undefined) throw new PosixError({ call: 'socket', errno: os.EAFNOSUPPORT });
  const type = os.SOCK_RAW | os.SOCK_CLOEXEC | os.SOCK_NONBLOCK;
  // Without a protocol nothing is received before it is bound: frames of other interfaces never get in.
  const fd = checked('socket', () => socket(os.AF_PACKET, type));
  return closedOnFailure(fd, () => {
    setIntOption(fd, os.SOL_PACKET, os.PACKET_VNET_HDR, 1);
    setIntOption(fd, os.SOL_PACKET, os.PACKET_IGNORE_OUTGOING, 1);
    const address = new DataView(new ArrayBuffer(ADDRESS_BYTES));
    address.setUint16(0, os.AF_PACKET, LITTLE_ENDIAN);
    address.setUint16(2, os.ETH_P_ALL);
    address.setInt32(4, interfaceIndex, LITTLE_ENDIAN);
    checked('bind', () => bindSocket(fd, new Uint8Array(address.buffer)), `interface ${interfaceIndex}`);
    return fd;
  });
}

/** Frames that found no room in a packet socket's buffer since it was asked last: PACKET_STATISTICS. */
export function takePacketDrops(fd: number): number {
  // struct tpacket_stats: packets, drops.
  const statistics = new Uint32Array(2);
  checked('getsockopt', () => getsockopt(fd, os.SOL_PACKET, os.PACKET_STATISTICS, new Uint8Array(statistics.buffer)));
  return statistics[1] as number;
}
