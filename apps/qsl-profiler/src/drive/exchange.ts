/** What a reply has come to: it wants more bytes, it is whole, it is the last of its connection, or what is wrong. */
export type ReplyState = 'more' | 'done' | 'last' | { wrong: string };

/** Judges the bytes of one reply as they come. */
export interface ReplyReader {
  take(bytes: Uint8Array): ReplyState;
  /** The peer has closed its side. */
  end(): ReplyState;
}

/** What a driver says on a connection, and how it knows that it was answered. */
export interface Exchange {
  name: 'connect' | 'echo' | 'http';
  /** null: the connection itself is all that is asked for. */
  request: Uint8Array | null;
  newReply: () => ReplyReader;
}

/** Connect, and close. */
export const connectExchange: Exchange = {
  name: 'connect',
  request: null,
  newReply: () => ({ take: () => ({ wrong: 'bytes came that nobody asked for' }), end: () => 'last' }),
};

/** Send bytes, and get the same bytes back. */
export function echoExchange(payloadBytes: number): Exchange {
  const request = Uint8Array.from({ length: payloadBytes }, (_, i) => i % 251);
  return { name: 'echo', request, newReply: () => echoReply(request) };
}

function echoReply(request: Uint8Array): ReplyReader {
  let received = 0;
  return {
    take(bytes) {
      const wanted = request.subarray(received, received + bytes.length);
      const same = wanted.length === bytes.length && wanted.every((byte, i) => byte === bytes[i]);
      received += bytes.length;
      if (!same) return { wrong: `byte ${received - bytes.length} onwards is not what was sent` };
      return received === request.length ? 'done' : 'more';
    },
    end: () => ({ wrong: `the server closed after ${received} of ${request.length} bytes` }),
  };
}
