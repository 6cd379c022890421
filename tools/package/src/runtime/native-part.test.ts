import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { workspaceRoot } from '@qsl/build';
import t from 'tap';
import { hostTarget } from '../targets.ts';
import { loadNativePart, NoRoomForNativePart } from './native-part.ts';

const { koffiPackage, koffiFile } = hostTarget();
const library = path.join(workspaceRoot, 'node_modules', koffiPackage, koffiFile);
const readLibrary = () => readFileSync(library);

/** Loads in a thread, which has an environment of its own; without what tap has every Node load. */
async function loadInThread(env: NodeJS.ProcessEnv, bytes = library): Promise<string> {
  const worker = new Worker(new URL('../../test/native-part.worker.ts', import.meta.url), {
    env,
    execArgv: [],
    workerData: bytes,
  });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

t.test('a library is loaded from bytes, through a folder that is empty again', async (t) => {
  const TMPDIR = t.testdir();
  t.match(await loadInThread({ TMPDIR }), /^koffi \d/);
  t.strictSame(readdirSync(TMPDIR), []);
});

t.test('a folder that takes no file leads to the next', async (t) => {
  const folder = t.testdir();
  mkdirSync(path.join(folder, 'read-only'), { mode: 0o555 });
  for (const TMPDIR of ['missing', 'read-only'])
    t.match(await loadInThread({ TMPDIR: path.join(folder, TMPDIR) }), /^koffi/);
  t.match(await loadInThread({ TMPDIR: '/dev/null' }), /^koffi/);
});

t.test('bytes that are no library: every folder is named, with the reason and the remedy', async (t) => {
  const TMPDIR = t.testdir();
  const failure = await loadInThread({ TMPDIR }, import.meta.filename);
  t.match(failure, new NoRoomForNativePart([]).remedy);
  for (const folder of [TMPDIR, '/tmp', '/var/tmp']) t.ok(failure.includes(`${folder}: `), failure);
  t.strictSame(readdirSync(TMPDIR), []);
});

t.test('a thread takes what its process has loaded', async (t) => {
  loadNativePart(readLibrary);
  const TMPDIR = t.testdir();
  t.match(await loadInThread({ TMPDIR }, '/no/such/file'), /^koffi/);
});
