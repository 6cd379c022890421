export { appBundle } from './app-bundle.ts';
export { readArguments } from './read-arguments.ts';
export { readTapReport, type TapTotals } from './tap-report.ts';
export { findProjects, type Manifest, type Project, readManifest, tapResultFile, workspaceRoot } from './workspace.ts';
