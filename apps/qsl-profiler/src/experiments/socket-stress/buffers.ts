/** The one thing that differs between trials: the receive buffer that the subscriber asks for. */
export type BufferName = 'small' | 'default' | 'large';
export const BUFFER_NAMES: readonly BufferName[] = ['small', 'default', 'large'];

/** SO_RCVBUF as asked for; null asks for nothing, and the system's default stands. */
export type RequestedBytes = Record<BufferName, number | null>;

/** The limits of the machine, from /proc/sys/net/core; null where there are none to read. */
export interface BufferLimits {
  defaultBytes: number | null;
  maxBytes: number | null;
}

/** The buffers in the order of their trials: forwards, backwards, forwards … so that a drift of the machine hits all alike. */
export function trialOrder(trials: number): BufferName[] {
  return Array.from({ length: trials }, (_, trial) =>
    trial % 2 === 0 ? BUFFER_NAMES : BUFFER_NAMES.toReversed(),
  ).flat();
}

/** Whether a request is more than the kernel grants before it doubles it. */
export function isClamped(requested: number | null, { maxBytes }: BufferLimits): boolean {
  return requested !== null && maxBytes !== null && requested > maxBytes;
}

/**
 * Why the granted size is what it is. socket(7), SO_RCVBUF: the kernel caps a request at net.core.rmem_max and doubles
 * it, for its bookkeeping of each datagram counts against the buffer; what is less than its least size it raises to that.
 */
export function explainGrant(
  { requested, granted }: { requested: number | null; granted: number },
  { defaultBytes, maxBytes }: BufferLimits,
): string {
  if (requested === null) return granted === defaultBytes ? 'net.core.rmem_default' : "the system's default";
  if (maxBytes !== null && isClamped(requested, { defaultBytes, maxBytes }) && granted === 2 * maxBytes) {
    return `capped at net.core.rmem_max ${maxBytes.toLocaleString('en-GB')}, then doubled`;
  }
  if (granted === 2 * requested) return 'doubled by Linux for its bookkeeping';
  if (granted === requested) return 'granted as asked for';
  return granted > 2 * requested ? "raised to the kernel's least size" : 'not explained by net.core.rmem_max';
}
