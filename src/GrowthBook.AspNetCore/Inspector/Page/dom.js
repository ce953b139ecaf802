// Helpers for the page's elements and its requests.
const folder = document.documentElement.dataset.folder;

export const $ = id => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(child => child !== null));
  return made;
}

export async function post(path, body) {
  const response = await fetch(`${folder}/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(response.status === 401 || response.status === 403 ? 'The session has ended. Log in and reload.' : await response.text());
  return response.json();
}

export async function attempt(work) {
  try {
    await work();
    $('error').hidden = true;
  } catch (error) {
    $('error').textContent = error.message;
    $('error').hidden = false;
  }
}
