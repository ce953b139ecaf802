// The inspector's page. Texts of the payload and the visitor are set as text, never as HTML.
import { $, attempt, element, post } from './dom.js';
import { showPages } from './pages.js';
import { follow } from './payload.js';

const pageSize = 200;
const marks = { passed: '✓', failed: '✗', skipped: '–', unreached: '·', feature: '' };
const sources = {
  UnknownFeature: 'unknown', DefaultValue: 'default', Force: 'rule', Override: 'forced', Experiment: 'experiment',
  Prerequisite: 'prerequisite', CyclicPrerequisite: 'cycle',
};

let answer = { features: [], attributes: {}, forced: { features: {}, variations: {} } };
let changes = {};
let url;
let filter = 'all';
let shown = pageSize;
const rows = new Map();
const question = () => ({ ...(url === undefined ? {} : { url }), attributes: changes });

// ---- Evaluation. Only the latest answer counts; a question that is asked meanwhile is asked once afterwards.

let asking = null;
let again = false;

function evaluate() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = attempt(async () => {
    do {
      again = false;
      answer = await post('evaluate', question());
    } while (again);
    showForced();
    showAttributes();
    showList();
    showPages(answer.pages, variationButtons, explainPage);
  }).finally(() => { asking = null; });
  return asking;
}

// ---- The list of features

function matches(feature, words) {
  const text = `${feature.key} ${feature.value} ${feature.rule ?? ''} ${feature.experiment ?? ''} ${feature.variation ?? ''} ${sources[feature.source]}`.toLowerCase();
  return words.every(word => text.includes(word)) && (filter === 'all'
    || (filter === 'on' && feature.on) || (filter === 'off' && !feature.on) || (filter === 'experiment' && feature.source === 'Experiment')
    || (filter === 'forced' && feature.forced) || (filter === 'changed' && feature.before !== undefined));
}

function showList() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = answer.features.filter(feature => matches(feature, words));
  // Items that stay are not moved, so that the focus and a text being typed stay too.
  let at = $('list').firstElementChild;
  for (const feature of found.slice(0, shown)) {
    const item = itemOf(feature);
    if (item === at) at = at.nextElementSibling;
    else $('list').insertBefore(item, at);
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
  $('count').textContent = found.length === answer.features.length ? `${found.length} features` : `${found.length} of ${answer.features.length}`;
  $('more').hidden = found.length <= shown;
  $('more').textContent = `Show ${Math.min(pageSize, found.length - shown)} more of ${found.length - shown}`;
  $('empty').hidden = found.length > 0;
}

function itemOf(feature) {
  const row = rows.get(feature.key) ?? newRow(feature.key);
  if (row.answer === answer) return row.item;
  const text = JSON.stringify(feature);
  if (row.text !== text) {
    row.summary.replaceChildren(...cellsOf(feature));
    row.item.classList.toggle('fresh', row.text !== undefined);
    row.text = text;
  }
  row.answer = answer;
  if (row.details.open) explain(feature.key, row.body);
  return row.item;
}

function newRow(key) {
  const summary = element('summary', { className: 'row' });
  const body = element('div', { className: 'body' });
  const details = element('details', {}, summary, body);
  details.addEventListener('toggle', () => details.open && explain(key, body));
  const item = element('li', { onanimationend: () => item.classList.remove('fresh') }, details);
  item.dataset.key = key;
  const row = { item, details, summary, body };
  rows.set(key, row);
  return row;
}

function cellsOf(feature) {
  const badge = (kind, text, title = '') => element('span', { className: `badge ${kind}`, textContent: text, title });
  const isOverridden = feature.forced && feature.source === 'Override';
  return [
    element('span', { className: 'key', textContent: feature.key }),
    element('span', { className: feature.on ? 'value on' : 'value' },
      feature.before === undefined ? null : element('del', { textContent: feature.before }), feature.value),
    element('span', { className: 'badges' },
      feature.forced ? badge('forced', 'forced') : null,
      feature.before === undefined ? null : badge('changed', 'changed'),
      feature.variation === undefined ? null : badge('experiment', feature.variation, 'variation'),
      isOverridden ? null : badge(feature.source.toLowerCase(), feature.rule ?? sources[feature.source], sources[feature.source])),
  ];
}

// ---- A trace, asked for when its feature is opened

const explain = (key, body) => attempt(async () => {
  const explanation = await post('explain', { ...question(), key });
  const text = JSON.stringify(explanation);
  if (body.dataset.text === text) return;
  body.dataset.text = text;
  body.replaceChildren(
    element('pre', { textContent: explanation.value ?? 'null', tabIndex: 0, ariaLabel: `Value of ${key}` }),
    valueForm(explanation), ...variationButtons(explanation),
    explanation.forced ? element('p', { className: 'hint', textContent: 'Without the forced value:' }) : element('span', { hidden: true }),
    element('div', { className: 'tree' }, branch(explanation.trace)));
});

const explainPage = (page, tree) => attempt(async () => {
  const { trace } = await post('explain', { ...question(), page });
  tree.replaceChildren(branch(trace));
});

function branch(nodes) {
  return element('ul', {}, ...nodes.map(node => {
    const mark = marks[node.mark];
    const label = [mark === '' ? null : element('span', { className: 'mark', textContent: mark, ariaHidden: 'true' }), node.text];
    return element('li', {}, node.parts.length === 0
      ? element('div', { className: `leaf ${node.mark}` }, ...label)
      : element('details', { open: node.open }, element('summary', { className: node.mark }, ...label), branch(node.parts)));
  }));
}

// ---- Forced values

const force = body => attempt(async () => {
  await post('force', body);
  await evaluate();
});

function valueForm({ key, value, forced }) {
  const input = element('input', { value: value ?? 'null', ariaLabel: `Value to force for ${key}`, spellcheck: false });
  const form = element('form', { className: 'choice' }, element('span', { className: 'label', textContent: 'Force value' }), input, element('button', { textContent: 'Force' }),
    forced ? element('button', { type: 'button', textContent: 'Clear', onclick: () => force({ feature: key }) }) : null);
  if (value === 'true' || value === 'false') {
    const other = value !== 'true';
    input.after(element('button', { type: 'button', textContent: `Turn ${other ? 'on' : 'off'}`, onclick: () => force({ feature: key, value: other }) }));
  }
  form.addEventListener('submit', event => {
    event.preventDefault();
    force({ feature: key, value: read(input.value) });
  });
  return form;
}

function variationButtons({ experiment, variations }) {
  if (!variations) return [];
  const isForced = Object.hasOwn(answer.forced.variations, experiment);
  return [element('div', { className: 'choice', role: 'group', ariaLabel: `Variations of ${experiment}` },
    element('span', { className: 'label', textContent: 'Force variation' }),
    ...variations.map(variation => {
      const button = element('button', { type: 'button', textContent: variation.name, title: variation.value, onclick: () => force({ experiment, variation: variation.index }) });
      button.setAttribute('aria-pressed', variation.active || (isForced && answer.forced.variations[experiment] === variation.index) ? 'true' : 'false');
      return button;
    }),
    isForced ? element('button', { type: 'button', textContent: 'Clear', onclick: () => force({ experiment }) }) : null)];
}

function showForced() {
  const { features, variations } = answer.forced;
  const items = [
    ...Object.entries(features).map(([feature, value]) => [`${feature} = ${JSON.stringify(value)}`, { feature }]),
    ...Object.entries(variations).map(([experiment, variation]) => [`${experiment}: variation ${variation}`, { experiment }]),
  ];
  $('forced-list').replaceChildren(...items.map(([text, body]) => element('li', {}, element('span', { className: 'mono', textContent: text, title: text }),
    element('button', { type: 'button', textContent: 'Clear', ariaLabel: `Clear ${text}`, onclick: () => force(body) }))));
  $('forced-none').hidden = items.length > 0;
  $('clear').hidden = items.length === 0;
  $('forced-count').hidden = items.length === 0;
  $('forced-count').textContent = items.length;
}

// ---- The visitor. A text that is no JSON is a string, so that FR needs no quotes.

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function write(value) {
  return typeof value === 'string' && read(value) === value ? value : JSON.stringify(value);
}

function showAttributes() {
  url ??= answer.url;
  const names = [...new Set([...Object.keys(answer.attributes), ...Object.keys(changes)])].sort();
  const list = names.join('\n');
  if ($('attributes').dataset.names !== list) {
    $('attributes').dataset.names = list;
    $('attributes').replaceChildren(field('URL', 'url', url, value => { url = value; }),
      ...names.map(name => field(name, `attribute-${name}`, write(Object.hasOwn(changes, name) ? changes[name] : answer.attributes[name]), value => change(name, value))));
  }
  for (const label of $('attributes').children) {
    const isChanged = Object.hasOwn(changes, label.dataset.name);
    label.classList.toggle('changed', isChanged);
    if (!isChanged && label.dataset.name && document.activeElement !== label.lastChild) label.lastChild.value = write(answer.attributes[label.dataset.name]);
  }
  const isChanged = Object.keys(changes).length > 0;
  $('changed').hidden = !isChanged;
  $('reset').disabled = !isChanged;
}

function field(name, id, value, changed) {
  const input = element('input', { id, value, spellcheck: false });
  input.addEventListener('input', () => {
    changed(input.value);
    clearTimeout(field.timer);
    field.timer = setTimeout(evaluate, 200);
  });
  const label = element('label', {}, name, input);
  if (id !== 'url') label.dataset.name = name;
  return label;
}

function change(name, text) {
  const own = answer.attributes[name];
  if (own !== undefined && text === write(own)) delete changes[name];
  else changes[name] = text === '' ? null : read(text);
}

// ---- Controls and keys

$('search').addEventListener('input', () => {
  shown = pageSize;
  showList();
});
$('filters').addEventListener('click', ({ target }) => {
  if (!target.dataset.filter) return;
  filter = target.dataset.filter;
  for (const button of $('filters').children) button.setAttribute('aria-pressed', button === target ? 'true' : 'false');
  shown = pageSize;
  showList();
});
$('more').addEventListener('click', () => {
  const first = $('list').childElementCount;
  shown += pageSize;
  showList();
  $('list').children[first]?.querySelector('summary').focus();
});
$('clear').addEventListener('click', () => force({}));
$('reset').addEventListener('click', () => {
  changes = {};
  evaluate();
});
$('attributes').addEventListener('submit', event => event.preventDefault());
$('add').addEventListener('submit', event => {
  event.preventDefault();
  const name = $('add-name').value.trim();
  if (name === '') return;
  change(name, $('add-value').value);
  $('add-name').value = $('add-value').value = '';
  $('add-name').focus();
  evaluate();
});
document.addEventListener('keydown', event => {
  const isTyping = /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    $('search').focus();
    $('search').select();
  } else if (event.key === 'Escape' && event.target === $('search')) {
    $('search').value = '';
    showList();
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && (event.target === $('search') || event.target.matches('summary.row'))) {
    const all = [...$('list').querySelectorAll('summary.row')];
    const next = all.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    (next < 0 ? $('search') : all[next])?.focus();
  }
});
follow(evaluate);
if (matchMedia('(max-width: 56rem)').matches) {
  for (const id of ['payload', 'visitor', 'forced']) $(id).open = false;
}
