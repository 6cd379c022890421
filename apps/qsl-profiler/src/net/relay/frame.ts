import { FRAME_HEADER_BYTES } from '@qsl/posix';

/** Offsets in a frame as a packet socket gives it: its header, then Ethernet's (IEEE 802.3), then IPv4's (RFC 791). */
const ETHERTYPE = FRAME_HEADER_BYTES + 12;
const IPV4_PROTOCOL = FRAME_HEADER_BYTES + 14 + 9;
const ETHERTYPE_IPV4 = 0x0800;
const PROTOCOL_UDP = 17;

/** IPv4 may be lost; what finds neighbours (ARP) may not, or a path would be down for seconds by one unlucky frame. */
export function isIpv4(frame: Uint8Array): boolean {
  return ((frame[ETHERTYPE] as number) << 8) + (frame[ETHERTYPE + 1] as number) === ETHERTYPE_IPV4;
}

export function isUdp(frame: Uint8Array): boolean {
  return isIpv4(frame) && frame[IPV4_PROTOCOL] === PROTOCOL_UDP;
}
