import { CLAIM } from '../artifact/artifact.ts';
import { sleep } from '../children/sleep.ts';

/** Where what is measured runs, as seen from the load: on this machine's loopback, or at the end of a path. */
export interface Site {
  /** The address at which it listens. */
  host: string;
  /** A command that puts there what follows it; empty where it is here. */
  wrapper: readonly string[];
  /** A process in whose network namespace it runs; undefined for that of the load. */
  pid: number | undefined;
  /** How packets get there, for the header. */
  path: string;
  /** How the figures may be used. */
  claim: string;
  /** What the path does not prove, in place of what loopback does not. */
  doesNotProve: string;
  /** Stands in the names of artifacts. */
  medium: 'loopback' | 'veth';
  /** Whether nothing is under way any more; undefined where nothing ever is. */
  isDrained: (() => boolean) | undefined;
  /** Datagrams towards it that the path itself has dropped so far; undefined for a path that drops none. */
  datagramsDropped: (() => number) | undefined;
}

const NETWORK_CLAIM =
  'Evidence for investigation over a virtual network on one machine, not a latency, throughput or capacity claim.';

const LOOPBACK: Site = {
  host: '127.0.0.1',
  wrapper: [],
  pid: undefined,
  path: '127.0.0.1',
  claim: CLAIM,
  doesNotProve: 'A network: over loopback there is no card, driver, wire or loss, and both ends share the cores.',
  medium: 'loopback',
  isDrained: undefined,
  datagramsDropped: undefined,
};

const POLL_MS = 20;
const PATIENCE_MS = 5_000;

let current = LOOPBACK;

/**
 * Where experiments run what they measure. It is a state of the process as the network namespace of the thread is, with
 * which it changes: see `at`.
 */
export function currentSite(): Site {
  return current;
}

/** Does work with what is measured at the end of a path. Not to be nested, nor to be done twice at a time. */
export async function at<Result>(
  site: Omit<Site, 'claim' | 'medium' | 'doesNotProve'>,
  work: () => Promise<Result>,
): Promise<Result> {
  current = {
    ...site,
    claim: NETWORK_CLAIM,
    medium: 'veth',
    doesNotProve:
      'A physical network: the path is a virtual one within the machine, without card, driver or wire, and all ends share the cores.',
  };
  try {
    return await work();
  } finally {
    current = LOOPBACK;
  }
}

/** Waits until what was sent has got there, or been dropped. Gives up after 5 s: somebody else may be sending. */
export async function pathDrained(signal: AbortSignal): Promise<void> {
  const { isDrained } = current;
  if (isDrained === undefined) return;
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
    if (isDrained()) return;
    await sleep(POLL_MS, signal);
  }
}

/** The options that tell our programs the address; none for the one they use anyway. */
export function hostOptions(): string[] {
  return current.host === LOOPBACK.host ? [] : ['--host', current.host];
}

/** What an artifact does not prove, with what is true of this path in place of what is true of loopback. */
export function notProvenHere(items: readonly string[]): string[] {
  return items.map((item) => (current !== LOOPBACK && item.startsWith('A network:') ? current.doesNotProve : item));
}

/** The name of an artifact here: the one on loopback bears the name that the experiment gives it. */
export function artifactNameHere(name: string): string {
  return current === LOOPBACK ? name : `${name.replace(/_(?:loopback|summary)$/, '')}_${current.medium}`;
}

/** What an artifact with this claim went over, in words for a title. */
export function mediumOf({ claim }: { claim: string }): string {
  return claim === NETWORK_CLAIM ? 'a virtual network' : 'loopback';
}
