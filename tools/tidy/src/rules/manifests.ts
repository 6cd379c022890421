import type { Manifest } from '@qsl/build';
import { importsOf, packageOf } from '../code.ts';
import { isSource, isTest, manifestsOf, projectOf, type Rule, type Tree } from '../tree.ts';

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';

function packagesImported(tree: Tree, folder: string, wanted: (file: string) => boolean): Set<string> {
  const files = [...tree].filter(([file]) => isSource(file) && projectOf(file) === folder && wanted(file));
  const names = files.flatMap(([, text]) => importsOf(text).map(packageOf));
  return new Set(names.filter((name) => name !== null));
}

export const dependenciesAreImports: Rule = {
  name: 'a package.json depends on exactly what its source imports',
  check: (tree) => {
    const manifests = manifestsOf(tree);
    const atRoot = Object.keys(manifests.get('')?.devDependencies ?? {});
    return [...manifests].flatMap(([folder, { name, dependencies = {}, devDependencies = {} }]) => {
      if (folder === '') return [];
      const file = `${folder}/package.json`;
      const imported = packagesImported(tree, folder, (path) => !isTest(path)).difference(new Set([name]));
      const declared = new Set(Object.keys(dependencies));
      const forTests = packagesImported(tree, folder, isTest).difference(new Set([name, ...declared, ...atRoot]));
      const declaredForTests = new Set(Object.keys(devDependencies));
      return [
        ...[...imported.difference(declared)].map((name) => `${file}: dependencies lack ${name}`),
        ...[...declared.difference(imported)].map(
          (name) => `${file}: dependencies name ${name}, which nothing imports`,
        ),
        ...[...forTests.difference(declaredForTests)].map((name) => `${file}: devDependencies lack ${name}`),
        ...[...declaredForTests.difference(forTests)].map((name) => `${file}: devDependencies name ${name} needlessly`),
      ];
    });
  },
};

function looseVersions(folder: string, manifest: Manifest, workspaces: Set<string>): string[] {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest;
  const file = folder === '' ? 'package.json' : `${folder}/package.json`;
  return [dependencies, devDependencies, optionalDependencies]
    .flatMap(Object.entries<string>)
    .filter(([name, version]) => (workspaces.has(name) ? version !== '*' : !EXACT.test(version)))
    .map(([name, version]) => `${file}: ${name} "${version}" is no exact version`);
}

export const versionsAreExact: Rule = {
  name: 'every dependency has an exact version, and every workspace is taken as it is',
  check: (tree) => {
    const manifests = manifestsOf(tree);
    const workspaces = new Set([...manifests.values()].map(({ name }) => name));
    return [...manifests].flatMap(([folder, manifest]) => looseVersions(folder, manifest, workspaces));
  },
};

export const lockNamesNoOtherRegistry: Rule = {
  name: 'the lock file names no registry but the public one, and has a checksum for each package',
  check: (tree) => {
    const lock = JSON.parse(tree.get('package-lock.json') ?? '{}') as {
      packages?: Record<string, { resolved?: string; link?: boolean; integrity?: string; inBundle?: boolean }>;
    };
    return Object.entries(lock.packages ?? {}).flatMap(([place, { resolved, link, integrity, inBundle }]) => {
      if (link || !place.includes('node_modules/')) return [];
      const elsewhere = resolved !== undefined && !resolved.startsWith(PUBLIC_REGISTRY);
      const unchecked = integrity === undefined && !inBundle;
      return [
        ...(elsewhere ? [`package-lock.json: ${place} comes from elsewhere`] : []),
        ...(unchecked ? [`package-lock.json: ${place} has no integrity`] : []),
      ];
    });
  },
};
