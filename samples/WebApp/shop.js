// Reloads the page when the payload changes.
const live = new EventSource('/live');
live.addEventListener('message', event => {
  if (event.data === 'changed') location.reload();
});
addEventListener('pagehide', () => live.close());
