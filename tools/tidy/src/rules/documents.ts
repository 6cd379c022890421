import { resolveFrom } from '../code.ts';
import type { Rule, Tree } from '../tree.ts';

/** A document without what only looks like Markdown: fenced blocks, inline code, comments. */
function proseOf(text: string): string {
  return text
    .replace(/^(`{3,}|~{3,}).*\n[\s\S]*?^\1.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, ' '));
}

function documents(tree: Tree): [file: string, prose: string][] {
  return [...tree].filter(([file]) => file.endsWith('.md')).map(([file, text]) => [file, proseOf(text)]);
}

/** A heading's anchor as GitHub makes it: lower case, punctuation dropped, each blank a dash. */
function anchorOf(heading: string): string {
  const words = heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase();
  return words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
}

function anchorsOf(text: string): Set<string> {
  const fenceless = text.replace(/^(`{3,}|~{3,}).*\n[\s\S]*?^\1.*$/gm, '');
  return new Set(Array.from(fenceless.matchAll(/^#{1,6} +(.+?) *#*$/gm), ([, heading]) => anchorOf(heading!)));
}

function linksOf(prose: string): string[] {
  const inline = Array.from(prose.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g), ([, target]) => target!);
  const references = Array.from(prose.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm), ([, target]) => target!);
  return [...inline, ...references];
}

function exists(tree: Tree, path: string): boolean {
  const folder = path === '.' ? '' : `${path.replace(/\/$/, '')}/`;
  return tree.has(path) || [...tree.keys()].some((file) => file.startsWith(folder));
}

function brokenLink(tree: Tree, file: string, link: string): string | null {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return null;
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? file : resolveFrom(file, decodeURIComponent(target));
  if (!exists(tree, path)) return `${file}: the link ${link} leads nowhere`;
  if (anchor === undefined || !path.endsWith('.md') || anchorsOf(tree.get(path)!).has(anchor)) return null;
  return `${file}: no heading for the link ${link}`;
}

export const oneTitle: Rule = {
  name: 'a document has one title',
  check: (tree) =>
    documents(tree).flatMap(([file, prose]) => {
      const titles = prose.match(/^# .+$/gm) ?? [];
      return titles.length === 1 ? [] : [`${file}: ${titles.length} first-level headings`];
    }),
};

export const linksResolve: Rule = {
  name: 'every link of a document leads somewhere',
  check: (tree) =>
    documents(tree).flatMap(([file, prose]) =>
      linksOf(prose)
        .map((link) => brokenLink(tree, file, link))
        .filter((finding) => finding !== null),
    ),
};
