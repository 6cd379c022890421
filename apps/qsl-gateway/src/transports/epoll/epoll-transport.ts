import { openEventfd, raw, signalEventfd } from '@qsl/posix';
import { wakeAtExit } from '../exit-guard.ts';
import { startServingThread } from '../serving-thread.ts';
import type { Transport, TransportSetup } from '../transport.ts';

/** Starts the one thread of the epoll transport, and waits until it serves. */
export async function startEpollTransport({ options, listener, shared }: TransportSetup): Promise<Transport> {
  const wakeFd = openEventfd();
  const script = new URL('./epoll.worker.ts', import.meta.url);
  const data = { options, shared, thread: 0, listenerFd: listener.fd, wakeFd };
  const thread = startServingThread(script, data, () => {});
  const wake = () => signalEventfd(wakeFd);
  const forgetExit = wakeAtExit(wake);
  const ended = thread.ended.finally(() => {
    forgetExit();
    raw.close(wakeFd);
  });
  ended.catch(() => {}); // where the start fails, `ready` says so
  await thread.ready;
  return { ended, stop: wake };
}
