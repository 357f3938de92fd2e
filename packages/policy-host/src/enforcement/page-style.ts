// SPDX-License-Identifier: Apache-2.0

/** Light or dark as the reader's system is; no fonts or images from elsewhere. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e4e7eb);
  --muted: light-dark(#57606a, #9aa4b1);
  --back: light-dark(#ffffff, #14171c);
  --panel: light-dark(#f4f6f8, #1d2229);
  --line: light-dark(#d0d7de, #3a424d);
  --bad: light-dark(#b3261e, #ff8a80);
  --good: light-dark(#1a6f37, #7ee2a0);
  --focus: light-dark(#0550ae, #79b8ff);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 78rem; padding: 1.5rem;
  background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.muted { color: var(--muted); }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
form {
  display: flex; flex-wrap: wrap; gap: 1rem; align-items: end;
  margin: 1rem 0 .5rem; padding: .75rem 1rem;
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
}
label { display: grid; gap: .2rem; font-size: .85rem; color: var(--muted); }
select, input, button {
  font: inherit; padding: .35rem .5rem; min-width: 11rem;
  color: var(--text); background: var(--back);
  border: 1px solid var(--line); border-radius: .35rem;
}
button { min-width: 0; cursor: pointer; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td {
  text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
}
th { color: var(--muted); font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9em ui-monospace, monospace; }
td code { display: inline-block; min-width: 14rem; }
.code {
  display: inline-block; white-space: nowrap; padding: 0 .4rem;
  border: 1px solid var(--line); border-radius: .35rem; background: var(--panel);
}
summary { cursor: pointer; }
ul { margin: .25rem 0; padding-left: 1.2rem; }
[hidden] { display: none !important; }
`;
