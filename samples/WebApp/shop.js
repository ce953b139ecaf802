// Reloads the page when the payload in use is not that of the page, also after a lost connection and a restart of the server.
const version = document.querySelector('meta[name="payload"]').content;
let live;
addEventListener('pageshow', () => {
  live = new EventSource('/live');
  live.addEventListener('message', event => {
    if (event.data !== version) location.reload();
  });
});
addEventListener('pagehide', () => live.close());
