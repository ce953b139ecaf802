// Sorts and filters what the page already has.
'use strict';
const search = document.getElementById('search');
const found = document.getElementById('found');
const items = [...document.querySelectorAll('[data-find]')].map(item => ({ item, text: item.textContent.toLowerCase(), wasOpen: item.open }));
search.parentElement.hidden = items.length === 0;

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { item, text, wasOpen } of items) {
    const matches = words.every(word => text.includes(word));
    item.hidden = !matches;
    if (item.open !== undefined) item.open = words.length > 0 ? matches : wasOpen;
    else if (matches) count++;
  }
  found.textContent = words.length === 0 ? '' : `${count} of ${items.filter(({ item }) => item.open === undefined).length} rows`;
}
search.addEventListener('input', filter);
document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target === search) return;
  event.preventDefault();
  search.focus();
});

const valueOf = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.number === undefined ? cell.textContent : Number(cell.dataset.number);
};
const compare = (left, right) => (typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), 'en', { numeric: true }));

function sort(table, heading, column) {
  const direction = heading.getAttribute('aria-sort') === 'descending' ? 'ascending' : 'descending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', direction);
  const sign = direction === 'ascending' ? 1 : -1;
  const rows = [...table.tBodies[0].rows].sort((left, right) => sign * compare(valueOf(left, column), valueOf(right, column)));
  table.tBodies[0].append(...rows);
}

for (const table of document.querySelectorAll('table[data-sorts]')) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (table.tBodies[0].rows.length < 2 || table.tBodies[0].rows[0].cells[column].querySelector('svg')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    button.addEventListener('click', () => sort(table, heading, column));
    heading.replaceChildren(button);
  });
}
