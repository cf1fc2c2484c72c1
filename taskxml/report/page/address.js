// The state of the page, which is its address, and the buttons that change it.
let state = { words: '', sort: '', task: null, facets: {} };

function readState() {
  const fresh = { words: '', sort: '', task: null, facets: {} };
  const text = decodeHash();
  for (const [key, value] of new URLSearchParams(text)) {
    if (key === 'words') fresh.words = value;
    else if (key === 'sort') fresh.sort = value;
    else if (key === 'task' && /^[0-9]{1,9}$/.test(value) && Number(value) < tasks.length) fresh.task = Number(value);
    else if (Object.hasOwn(facets, key)) fresh.facets[key] = value;
  }
  return fresh;
}

function decodeHash() {
  return location.hash.startsWith('#?') ? location.hash.slice(2) : '';
}

function writeState(replaces) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(state.facets)) parameters.set(key, value);
  if (state.words !== '') parameters.set('words', state.words);
  if (state.sort !== '') parameters.set('sort', state.sort);
  if (state.task !== null) parameters.set('task', state.task);
  const text = parameters.toString();
  const hash = text === '' ? '#' : `#?${text}`;
  if (replaces) history.replaceState(null, '', hash);
  else if (text !== decodeHash()) history.pushState(null, '', hash);
}

function change(edit, replaces = false) {
  edit();
  writeState(replaces);
  update();
}

/** A filter is set, or taken away where it is set to this value. */
function toggle(facet, value) {
  change(() => {
    if (state.facets[facet] === value) delete state.facets[facet];
    else state.facets[facet] = value;
  });
}

/** Buttons that set a filter; `update` shows which of them are set. */
const switches = [];

function filterButton(facet, value, kind, ...content) {
  const button = make('button', { 'type': 'button', 'class': kind, 'aria-pressed': 'false', 'onclick': () => toggle(facet, value) }, content);
  button.dataset.facet = facet;
  button.dataset.value = value;
  switches.push(button);
  return button;
}
