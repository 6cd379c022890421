import { importsOf, namesOf, packageOf, resolveFrom } from '../code.ts';
import { isSource, isTest, manifestsOf, projectOf, type Rule, type Tree } from '../tree.ts';

/** Which library may import which others; those not listed import none. */
const LIBRARIES_BELOW: Readonly<Record<string, string[]>> = {
  'libs/order-flow': ['libs/matching-engine'],
  'libs/datagrams': ['libs/posix'],
  'libs/journal': ['libs/matching-engine', 'libs/posix'],
  'libs/market-data': ['libs/wire-protocol', 'libs/matching-engine'],
};

/** What a room of each kind may look into. */
const KINDS_BELOW: Readonly<Record<string, string[]>> = {
  apps: ['libs'],
  libs: ['libs'],
  tools: ['libs', 'tools'],
};

/** Tools that try an app from inside, where a process would be a thousand times too slow. */
const APPS_BELOW: Readonly<Record<string, string[]>> = {
  'tools/fuzz': ['apps/qsl-gateway'],
};

/** Rooms that know bytes and numbers only: same input, same output, on any machine. */
const PURE = ['libs/wire-protocol', 'libs/matching-engine'];
const CLOCKS_AND_WORLD = new Set([
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Math.random', 'crypto'],
  ...['process', 'Buffer', 'fetch', 'WebSocket', 'EventSource', 'Worker'],
]);

const LIBC_ROOM = 'libs/posix';

/** The project that an import reaches, or null where it stays at home or goes to npm. */
function targetOf(file: string, imported: string, folders: ReadonlyMap<string, string>): string | null {
  const target = imported.startsWith('.')
    ? projectOf(resolveFrom(file, imported))
    : folders.get(packageOf(imported) ?? '');
  return target === projectOf(file) ? null : (target ?? null);
}

function mayImport(from: string, to: string): boolean {
  const [fromKind = '', toKind = ''] = [from.split('/')[0], to.split('/')[0]];
  if (APPS_BELOW[from]?.includes(to)) return true;
  if (!KINDS_BELOW[fromKind]?.includes(toKind)) return false;
  return fromKind !== 'libs' || (LIBRARIES_BELOW[from]?.includes(to) ?? false);
}

function sources(tree: Tree): [file: string, text: string][] {
  return [...tree].filter(([file]) => isSource(file));
}

export const arrowsPointDown: Rule = {
  name: 'arrows point down: apps to libraries, and between libraries only where agreed',
  check: (tree) => {
    const folders = new Map([...manifestsOf(tree)].map(([folder, { name }]) => [name, folder]));
    return sources(tree).flatMap(([file, text]) =>
      importsOf(text).flatMap((imported) => {
        const [from, to] = [projectOf(file)!, targetOf(file, imported, folders)];
        if (to === null || mayImport(from, to) || (isTest(file) && to.startsWith('libs/'))) return [];
        return [`${file}: ${from} may not import ${to}`];
      }),
    );
  },
};

export const namesNotPaths: Rule = {
  name: 'a project is imported by its name, never by a path into it',
  check: (tree) =>
    sources(tree).flatMap(([file, text]) =>
      importsOf(text)
        .filter((imported) => imported.startsWith('.') && targetOf(file, imported, new Map()) !== null)
        .map((imported) => `${file}: imports "${imported}" from another project; use its package name`),
    ),
};

export const pureRooms: Rule = {
  name: 'wire-protocol and matching-engine know no module of Node, no package, no clock and no socket',
  check: (tree) =>
    sources(tree)
      .filter(([file]) => PURE.includes(projectOf(file)!) && !isTest(file))
      .flatMap(([file, text]) => [
        ...importsOf(text)
          .filter((imported) => !imported.startsWith('.'))
          .map((imported) => `${file}: imports ${imported}`),
        ...new Set(
          namesOf(text)
            .filter((name) => CLOCKS_AND_WORLD.has(name) || CLOCKS_AND_WORLD.has(name.split('.')[0]!))
            .map((name) => `${file}: uses ${name}`),
        ),
      ]),
};

export const oneRoomForLibc: Rule = {
  name: 'only libs/posix calls the C library',
  check: (tree) =>
    sources(tree)
      .filter(([file]) => projectOf(file) !== LIBC_ROOM)
      .flatMap(([file, text]) =>
        importsOf(text)
          .filter((imported) => ['koffi', 'node:ffi'].includes(packageOf(imported) ?? imported))
          .map((imported) => `${file}: imports ${imported}; libs/posix is the room for it`),
      ),
};
