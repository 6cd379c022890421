/** The page's style: readable from a phone to a wide screen, light or dark as the reader has it. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #c9d1d9; --panel: #f6f8fa;
  --accent: #0550ae; --warn: #7d4e00; --c1: #1f6feb; --c2: #bc4c00; --c3: #1a7f37; --c4: #8250df; --c5: #bf3989;
  --c6: #57606a; --c7: #9a6700; --c8: #0a7ea4; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --text: #e6edf3; --soft: #9ea7b3; --line: #3d444d;
  --panel: #161b22; --accent: #79c0ff; --warn: #e3b341; --c1: #58a6ff; --c2: #f0883e; --c3: #56d364; --c4: #bc8cff;
  --c5: #ff7bc5; --c6: #b1bac4; --c7: #e3b341; --c8: #56d4dd; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; } h2 { font-size: 1.3rem; margin: 2.5rem 0 0.5rem;
  border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; } h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
p, ul { max-width: 48rem; } a, summary { color: var(--accent); } summary { cursor: pointer; padding: 0.4rem 0; }
.soft, figcaption + svg + p, caption { color: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21.5rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: 0.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: 0.5rem; } figure p { margin: 0.5rem 0 0; font-size: 0.9rem; }
svg { width: 100%; overflow: visible; height: auto; display: block; }
.scroll { overflow-x: auto; margin-bottom: 1rem; } .scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0.4rem 0; } th, td { text-align: left; padding: 0.3rem 0.75rem 0.3rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; } th { font-weight: 500; } tbody th { min-width: 9rem; }
td { max-width: 34rem; } .unbroken { width: max-content; } .unbroken th, .unbroken td { white-space: nowrap; }
details { margin-top: 1rem; } .wide { min-width: 56rem; }
thead th { color: var(--soft); }
.warning { border-left: 4px solid var(--warn); padding: 0.1rem 0.75rem; margin: 0.75rem 0; max-width: 48rem; }
.warning strong { color: var(--warn); } .headline { font-size: 1.1rem; font-weight: 600; }
code { font-size: 0.85em; overflow-wrap: anywhere; }
@media print { details { display: none; } }
`;
