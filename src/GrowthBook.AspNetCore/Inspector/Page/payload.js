// The state of the payload, live by server-sent events.
import { $, element } from './dom.js';

const states = { Fresh: 'recent', Revalidating: 'due for a refresh', Stale: 'old, used while the server fails', Expired: 'too old' };
const origins = {
  Init: 'given by the application', Cache: 'cache', Network: 'server', Stale: 'cache, old', Timeout: 'none: timed out', Error: 'none: failed',
  Remote: 'none, the server evaluates',
};

let age;

function showPayload(state) {
  age = state.ageSeconds === undefined ? undefined : { seconds: state.ageSeconds, since: performance.now() };
  const isRemote = state.origin === 'Remote';
  const facts = [
    ['Features', state.features], ['Origin', origins[state.origin] ?? 'none yet'], ['Confirmed', isRemote ? undefined : ''], ['State', states[state.freshness]],
    ['Changed', state.dateUpdated && new Date(state.dateUpdated).toLocaleString()], ['Stream', state.stream === 'Off' ? undefined : state.stream.toLowerCase()], ['Faults', state.faultCount],
  ].filter(([, value]) => value !== undefined);
  $('payload-facts').replaceChildren(...facts.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
  if (!isRemote) $('payload-facts').children[5].id = 'age';
  $('failure').hidden = state.failure === undefined;
  $('failure').textContent = state.failure === undefined ? '' : `The last refresh failed (${state.failures} in a row): ${state.failure}`;
  $('faults').replaceChildren(...state.faults.map(fault => element('li', {}, element('code', { textContent: fault.path }), ` ${fault.message}`)));
  showAge();
}

function showAge() {
  if (!$('age')) return;
  const seconds = age === undefined ? undefined : Math.round(age.seconds + (performance.now() - age.since) / 1000);
  $('age').textContent = seconds === undefined ? 'unknown' : seconds < 2 ? 'now' : seconds < 120 ? `${seconds} s ago` : seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

function showLive(state, text) {
  $('live').className = `live ${state}`;
  if ($('live').textContent !== text) $('live').textContent = text;
}

// Shows the state, and calls a function for each payload; the first event is one.
export function follow(payloadChanged) {
  const events = new EventSource(`${document.documentElement.dataset.folder}/events`);
  events.addEventListener('payload', event => {
    showPayload(JSON.parse(event.data));
    payloadChanged();
  });
  events.addEventListener('state', event => showPayload(JSON.parse(event.data)));
  events.addEventListener('open', () => showLive('connected', 'connected'));
  events.addEventListener('error', () => showLive('lost', 'reconnecting'));
  setInterval(showAge, 1000);
}
