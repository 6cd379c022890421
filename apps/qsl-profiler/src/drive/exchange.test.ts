import t from 'tap';
import { connectExchange, echoExchange, type ReplyReader, type ReplyState } from './exchange.ts';
import { httpExchange } from './http-exchange.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** Feeds bytes in two pieces and gives what the reply came to. */
function judge(reply: ReplyReader, bytes: Uint8Array, cut: number): ReplyState {
  const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((piece) => piece.length > 0);
  let state: ReplyState = 'more';
  for (const piece of pieces) if (state === 'more') state = reply.take(piece);
  return state;
}

t.test('an echo is whole when the same bytes came back, wherever they are cut', async (t) => {
  const { request, newReply } = echoExchange(300);
  const bytes = request as Uint8Array;
  for (let cut = 0; cut <= bytes.length; cut++) t.equal(judge(newReply(), bytes, cut), 'done');
  t.equal(newReply().take(bytes.subarray(0, 299)), 'more');
  t.match(newReply().take(encode('x')), { wrong: /not what was sent/ });
  t.match(newReply().take(new Uint8Array([...bytes, 0])), { wrong: /not what was sent/ });
  t.match(newReply().end(), { wrong: /closed after 0 of 300/ });
});

t.test('HTTP replies are judged by status and length, wherever they are cut', async (t) => {
  const CLOSE = { host: 'h', port: 1, path: '/', keepAlive: false };
  const cases: [text: string, keepAlive: boolean, wanted: ReplyState | RegExp][] = [
    ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', true, 'done'],
    ['HTTP/1.0 200\r\ncontent-length: 0\r\n\r\n', false, 'last'],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na', true, 'last'],
    ['HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\na', true, 'last'],
    ['HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na', true, 'last'],
    ['HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na', true, 'done'],
    ['HTTP/1.0 304 Not Modified\r\n\r\n', true, 'last'],
    ['HTTP/1.0 200 OK\r\n\r\nabc', true, 'more'],
    ['HTTP/1.1 304 Not Modified\r\n\r\n', true, 'done'],
    ['HTTP/1.1 200 OK\r\n\r\nabc', false, 'more'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', true, /does not say its length/],
    ['HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', false, /status is 404/],
    ['SSH-2.0-OpenSSH\r\n\r\n\r\n', false, /no HTTP/],
  ];
  for (const [text, keepAlive, wanted] of cases) {
    const bytes = encode(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const state = judge(httpExchange({ ...CLOSE, keepAlive }).newReply(), bytes, cut);
      if (wanted instanceof RegExp) t.match(state, { wrong: wanted }, text);
      else t.equal(state, wanted, text);
    }
  }
  const long = encode('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc');
  t.match(httpExchange(CLOSE).newReply().take(long), { wrong: /bytes follow/ });
  const open = httpExchange(CLOSE).newReply();
  open.take(encode('HTTP/1.1 200 OK\r\n\r\nabc'));
  t.equal(open.end(), 'last', 'without a length the end of the stream is the end of the reply');
  t.match(httpExchange(CLOSE).newReply().end(), { wrong: /before the reply was whole/ });
  t.match(httpExchange(CLOSE).newReply().take(new Uint8Array(70_000)), { wrong: /header does not end/ });
});

t.test('on a bare connection nothing is expected', async (t) => {
  t.match(connectExchange.newReply().take(encode('220 hello')), { wrong: /nobody asked/ });
});
