import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Gateway, startGateway, type TransportName } from './gateway.ts';
import { Subject } from './round.ts';

/** Which gateway is tortured. */
export interface ArenaTerms {
  readonly transport: TransportName;
  /** A program in place of the gateway from source. */
  readonly program: string | undefined;
}

/** A gateway with an empty journal, and what is known about it. */
export interface Arena {
  readonly gateway: Gateway;
  readonly subject: Subject;
  /** Ends the gateway, if it has not, and removes its journal. */
  close(): void;
}

/** Throws RuntimeFailure where the gateway does not start. */
export async function openArena(terms: ArenaTerms): Promise<Arena> {
  const folder = mkdtempSync(path.join(tmpdir(), 'qsl-torture-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const gateway = await startGateway({ ...terms, folder: path.join(folder, 'journal') });
  const close = () => {
    gateway.kill();
    removeFolder();
    process.off('exit', removeFolder);
  };
  return { gateway, subject: new Subject(gateway), close };
}
