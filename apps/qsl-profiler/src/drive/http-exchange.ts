import type { Exchange, ReplyReader, ReplyState } from './exchange.ts';

/** More header than this is no answer to a plain GET. */
const MAX_HEADER_BYTES = 64 * 1024;
const HEADER_END = '\r\n\r\n';

export interface HttpTarget {
  host: string;
  port: number;
  path: string;
  keepAlive: boolean;
}

/** GET over HTTP/1.1 (RFC 9112); a status from 200 to 399 counts as an answer. */
export function httpExchange({ host, port, path, keepAlive }: HttpTarget): Exchange {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host.includes(':') ? `[${host}]` : host}:${port}`,
    'User-Agent: qsl-profiler',
    'Accept: */*',
    `Connection: ${keepAlive ? 'keep-alive' : 'close'}`,
  ];
  const request = new TextEncoder().encode(lines.join('\r\n') + HEADER_END);
  return { name: 'http', request, newReply: () => httpReply(keepAlive) };
}

/** Bytes of the body still to come; 'close': it ends with the connection. */
type Rest = number | 'close';

function httpReply(keepAlive: boolean): ReplyReader {
  let header = '';
  let rest: Rest | undefined;
  let closes = !keepAlive;
  const takeBody = (bytes: number): ReplyState => {
    if (rest === 'close' || rest === undefined) return 'more';
    rest -= bytes;
    if (rest < 0) return { wrong: 'bytes follow the end of the reply' };
    return rest > 0 ? 'more' : closes ? 'last' : 'done';
  };
  return {
    take(bytes) {
      if (rest !== undefined) return takeBody(bytes.length);
      const before = header.length;
      header += Buffer.from(bytes).toString('latin1');
      const end = header.indexOf(HEADER_END, Math.max(0, before - HEADER_END.length));
      if (end < 0) return header.length > MAX_HEADER_BYTES ? { wrong: 'its header does not end' } : 'more';
      // A server may serve so many requests a connection and no more.
      closes ||= endsConnection(header.slice(0, end));
      const judged = judgeHeader(header.slice(0, end), closes);
      if (typeof judged === 'object') return judged;
      rest = judged;
      return takeBody(header.length - end - HEADER_END.length);
    },
    end: () => (rest === 'close' ? 'last' : { wrong: 'the server closed before the reply was whole' }),
  };
}

/** Whether a reply is the last of its connection, RFC 9112, 9.3: one of HTTP/1.0 is unless it says otherwise. */
function endsConnection(header: string): boolean {
  const values = Array.from(header.matchAll(/^connection:(.*)$/gim), ([, value = '']) => value.toLowerCase());
  const options = values.flatMap((value) => value.split(',')).map((option) => option.trim());
  return options.includes('close') || (header.startsWith('HTTP/1.0 ') && !options.includes('keep-alive'));
}

/** How much body follows a header, RFC 9112, 6.3. */
function judgeHeader(header: string, closes: boolean): Rest | { wrong: string } {
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$|\r)/.exec(header) ?? [];
  if (status === undefined) return { wrong: 'it is no HTTP/1.1 reply' };
  if (Number(status) < 200 || Number(status) > 399) return { wrong: `its status is ${status}` };
  if (status === '204' || status === '304') return 0;
  const length = /^content-length:\s*(\d+)\s*$/im.exec(header)?.[1];
  if (length !== undefined && !/^transfer-encoding:/im.test(header)) return Number(length);
  if (closes) return 'close';
  return { wrong: 'it does not say its length (chunked replies cannot be told apart: do without --keep-alive)' };
}
