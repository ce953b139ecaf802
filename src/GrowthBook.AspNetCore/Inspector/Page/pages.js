// The payload's own experiments: redirects and visual changes of a page.
import { $, element } from './dom.js';

let text;

// The reasons of a page are asked for when it is opened, and again after each evaluation.
export function showPages(pages, choicesOf, explain) {
  const opened = [...$('pages-list').querySelectorAll('details.page[open]')];
  if (text === JSON.stringify(pages)) {
    for (const details of opened) explain(Number(details.dataset.page), details.querySelector('.tree'));
    return;
  }
  text = JSON.stringify(pages);
  const open = new Set(opened.map(details => details.dataset.key));
  $('pages').hidden = pages.length === 0;
  $('pages-list').replaceChildren(...pages.map(page => element('li', {}, pageOf(page, open.has(page.experiment), choicesOf(page), explain))));
}

function pageOf(page, open, choices, explain) {
  const outcome = page.variation === undefined ? 'not in the experiment' : page.target === undefined ? 'stays on the page' : `to ${page.target}`;
  const tree = element('div', { className: 'tree' });
  const made = element('details', { className: 'page' }, element('summary', { className: 'row' },
    element('span', { className: 'key', textContent: page.experiment }),
    element('span', { className: page.target === undefined ? 'value' : 'value on', textContent: outcome }),
    element('span', { className: 'badges' },
      page.forced ? element('span', { className: 'badge forced', textContent: 'forced' }) : null,
      page.variation === undefined ? null : element('span', { className: 'badge experiment', textContent: page.variation, title: 'variation' }))),
  element('div', { className: 'body' }, ...choices, tree));
  made.dataset.key = page.experiment;
  made.dataset.page = page.page;
  made.addEventListener('toggle', () => made.open && explain(page.page, tree));
  made.open = open;
  return made;
}
