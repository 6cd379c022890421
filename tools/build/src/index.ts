export { readTapReport, type TapTotals } from './tap-report.ts';
export { findProjects, type Manifest, type Project, tapResultFile, workspaceRoot } from './workspace.ts';
