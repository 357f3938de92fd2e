// SPDX-License-Identifier: Apache-2.0

/**
 * Shows the rows that the three filters let through and says how many. The
 * filters stand in the address, so that a filtered view can be passed on.
 */
export const PAGE_SCRIPT = `
'use strict';
const form = document.querySelector('form');
const rows = [...document.querySelectorAll('tr[data-namespace]')];
const count = document.querySelector('#count');
const fields = [...form.elements].filter((field) => field.name);

function show() {
  const wanted = Object.fromEntries(fields.map((f) => [f.name, f.value.trim()]));
  let shown = 0;
  let total = 0;
  for (const row of rows) {
    const { namespace, codes, images } = row.dataset;
    const fits =
      (wanted.namespace === '' || 'n' + namespace === wanted.namespace) &&
      (wanted.code === '' || codes === undefined || codes.split(' ').includes(wanted.code)) &&
      images.includes(wanted.image);
    row.hidden = !fits;
    if (codes === undefined) continue;
    total += 1;
    if (fits) shown += 1;
  }
  count.textContent = shown + ' of ' + total + ' findings shown';
}

function keep() {
  const set = fields.filter((f) => f.value !== '').map((f) => [f.name, f.value]);
  history.replaceState(null, '', '#' + new URLSearchParams(set));
  show();
}

const given = new URLSearchParams(location.hash.slice(1));
for (const field of fields) field.value = given.get(field.name) ?? '';
form.addEventListener('input', keep);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(keep));
form.hidden = false;
show();
`;
