import { RuntimeFailure } from '@qsl/cli';

/** An answer to a message, or an event. */
interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

type Answer = Record<string, unknown>;
type Listener = (params: Record<string, unknown>) => void;

/** No answer takes longer, except from a thread that does not run JavaScript now. */
const PATIENCE_MS = 10_000;

/**
 * A conversation in the Chrome DevTools Protocol, whatever carries it: messages go out through `send`, what comes in is
 * given to `receive`.
 */
export class InspectorSession {
  readonly #send: (text: string) => void;
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Listener>();
  #nextId = 1;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** Asks and waits for the answer. Throws RuntimeFailure INSPECTOR_ERROR, or INSPECTOR_SILENT after `patienceMs`. */
  ask(method: string, params: Record<string, unknown> = {}, patienceMs = PATIENCE_MS): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(failed('INSPECTOR_SILENT', `no answer to ${method} within ${patienceMs / 1000} s`));
      }, patienceMs);
      const settle =
        <Value>(then: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer);
          then(value);
        };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#send(JSON.stringify({ id, method, params }));
    });
  }

  on(method: string, listener: Listener): void {
    this.#listeners.set(method, listener);
  }

  receive(text: string): void {
    const { id, method, params = {}, result = {}, error } = JSON.parse(text) as Message;
    if (method !== undefined) this.#listeners.get(method)?.(params);
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(failed('INSPECTOR_ERROR', error.message));
  }
}

export interface InspectorConnection {
  session: InspectorSession;
  close(): void;
}

/** Connects to the inspector on a port of this machine. Throws RuntimeFailure INSPECTOR_REFUSED. */
export async function connectInspector(port: number, signal: AbortSignal): Promise<InspectorConnection> {
  const targets = await fetch(`http://127.0.0.1:${port}/json/list`, { signal });
  const [target] = (await targets.json()) as { webSocketDebuggerUrl?: string }[];
  if (target?.webSocketDebuggerUrl === undefined)
    throw failed('INSPECTOR_REFUSED', 'another debugger is connected to it');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(failed('INSPECTOR_REFUSED', 'it accepts no connection')), {
      once: true,
    });
  });
  const session = new InspectorSession((text) => socket.send(text));
  socket.addEventListener('message', ({ data }) => session.receive(String(data)));
  return { session, close: () => socket.close() };
}

export function failed(code: string, why: string): RuntimeFailure {
  return new RuntimeFailure({
    code,
    message: `the inspector of the process cannot be used: ${why}`,
    remedy: 'Port 9229 has to be free, and no debugger connected. cpu does without: --source perf, or --command.',
  });
}
