// The payload's own experiments: redirects and visual changes of a page.
import { $, element } from './dom.js';

let text;

export function showPages(pages, detailsOf) {
  if (text === JSON.stringify(pages)) return;
  text = JSON.stringify(pages);
  const open = new Set([...$('pages-list').querySelectorAll('details.page[open]')].map(details => details.dataset.key));
  $('pages').hidden = pages.length === 0;
  $('pages-list').replaceChildren(...pages.map(page => element('li', {}, pageOf(page, open.has(page.experiment), detailsOf(page)))));
}

function pageOf(page, open, details) {
  const outcome = page.variation === undefined ? 'not in the experiment' : page.target === undefined ? 'stays on the page' : `to ${page.target}`;
  const made = element('details', { className: 'page', open }, element('summary', { className: 'row' },
    element('span', { className: 'key', textContent: page.experiment }),
    element('span', { className: page.target === undefined ? 'value' : 'value on', textContent: outcome }),
    element('span', { className: 'badges' },
      page.forced ? element('span', { className: 'badge forced', textContent: 'forced' }) : null,
      page.variation === undefined ? null : element('span', { className: 'badge experiment', textContent: page.variation, title: 'variation' }))),
  element('div', { className: 'body' }, ...details));
  made.dataset.key = page.experiment;
  return made;
}
