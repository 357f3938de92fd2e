// SPDX-License-Identifier: Apache-2.0
// A bar chart of fuel on a logarithmic axis, as SVG text.

const WIDTH = 860;
const LEFT = 250;
const RIGHT = 90;
const TOP = 74;
const ROW = 30;
const BAR = 10;
const BOTTOM = 40;
const FONT =
  "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'";

const THEMES = {
  light: {
    background: '#ffffff',
    text: '#1f2328',
    faint: '#59636e',
    line: '#d1d9e0',
    rust: '#afb8c1',
    ours: '#1a7f64',
  },
  dark: {
    background: '#0d1117',
    text: '#f0f6fc',
    faint: '#9198a1',
    line: '#3d444d',
    rust: '#656c76',
    ours: '#3fb98f',
  },
};

const escape = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&apos;');

function powerLabel(power) {
  const units = ['', '', '', ' k', ' k', ' k', ' M', ' M', ' M'];
  return `${10 ** (power % 3)}${units[power] ?? ' G'}`;
}

/**
 * @param theme 'light' or 'dark'
 * @param cases {name, ours, rust} in fuel, top to bottom
 */
export function fuelChart(theme, cases) {
  const colours = THEMES[theme];
  const lowest = Math.floor(
    Math.log10(Math.min(...cases.map(({ ours }) => ours))),
  );
  const highest = Math.ceil(
    Math.log10(Math.max(...cases.map(({ rust }) => rust))),
  );
  const height = TOP + cases.length * ROW + BOTTOM;
  const scale = (WIDTH - LEFT - RIGHT) / (highest - lowest);
  const x = (fuel) => LEFT + (Math.log10(fuel) - lowest) * scale;
  const text = (at, y, content, extra = '') =>
    `<text x='${at.toFixed(1)}' y='${y}' ${extra}>${escape(content)}</text>`;
  const bar = (y, fuel, colour) =>
    `<rect x='${LEFT}' y='${y}' width='${(x(fuel) - LEFT).toFixed(1)}' height='${BAR}' rx='2' fill='${colour}'/>`;

  const lines = [];
  for (let power = lowest; power <= highest; power++) {
    const at = x(10 ** power).toFixed(1);
    lines.push(
      `<line x1='${at}' y1='${TOP - 8}' x2='${at}' y2='${height - BOTTOM + 4}' stroke='${colours.line}'/>`,
      text(
        x(10 ** power),
        height - BOTTOM + 20,
        powerLabel(power),
        `text-anchor='middle' fill='${colours.faint}'`,
      ),
    );
  }
  cases.forEach(({ name, ours, rust }, index) => {
    const y = TOP + index * ROW;
    lines.push(
      text(LEFT - 10, y + 15, name, `text-anchor='end' fill='${colours.text}'`),
      bar(y, rust, colours.rust),
      bar(y + BAR + 2, ours, colours.ours),
      text(
        x(rust) + 8,
        y + 15,
        `1/${Math.floor(rust / ours)}`,
        `fill='${colours.text}' font-weight='600'`,
      ),
    );
  });
  const legend = (at, colour, label) =>
    `<rect x='${at}' y='42' width='12' height='12' rx='2' fill='${colour}'/>` +
    text(at + 18, 52, label, `fill='${colours.faint}'`);
  return `<svg xmlns='http://www.w3.org/2000/svg' width='${WIDTH}' height='${height}' viewBox='0 0 ${WIDTH} ${height}' role='img' ${FONT} font-size='12.5'>
<title>Fuel a request: the Rust policy and this one, logarithmic</title>
<rect width='${WIDTH}' height='${height}' fill='${colours.background}'/>
${text(LEFT, 26, 'WebAssembly instructions (fuel) a request, logarithmic', `fill='${colours.text}' font-size='15' font-weight='600'`)}
${legend(LEFT, colours.rust, 'Rust policy')}
${legend(LEFT + 120, colours.ours, 'this policy')}
${lines.join('\n')}
</svg>
`;
}
