// The table of tasks: columns, order, and the rows that are in sight.
const runsAs = (task) => task.group || task.user;
const programs = (task) => task.actions.map((action) => action.program).filter((program) => program !== '').join('; ');
const countsOf = (task) => {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const finding of task.findings) counts[finding.severity] += 1;
  return counts;
};
const countText = (counts) => severities.filter((severity) => counts[severity] > 0)
  .map((severity) => plural(counts[severity], severity)).join(', ');

const columns = [
  { key: 'machine', heading: 'Machine', width: 8, text: (task) => task.machine },
  { key: 'path', heading: 'Task', width: 16, text: (task) => task.path },
  { key: 'account', heading: 'Runs as', width: 11, text: runsAs },
  { key: 'logon', heading: 'Logon type', width: 8, text: (task) => task.logon_type },
  { key: 'level', heading: 'Run level', width: 8, text: (task) => task.run_level },
  { key: 'enabled', heading: 'Enabled', width: 5, text: (task) => (task.enabled ? 'yes' : 'no') },
  { key: 'triggers', heading: 'Triggers', width: 14, text: (task) => task.triggers.join('; ') },
  { key: 'program', heading: 'Program', width: 14, text: programs },
  { key: 'letters', heading: 'Letters', width: 5, text: (task) => task.letters.map((letter) => `${letter}:`).join(' ') },
  { key: 'shares', heading: 'Shares', width: 11, text: (task) => task.shares.join(' ') },
  { key: 'wrapped', heading: 'Wrapped', width: 7, text: (task) => wrappedWords[task.wrapped] || task.wrapped },
  { key: 'findings', heading: 'Findings', width: 12, text: (task) => countText(countsOf(task)) },
];

/** What a filter of words looks at: all columns, the file, and the findings. Made when it is first asked for. */
let searched = null;
function searchTexts() {
  if (searched === null) {
    searched = tasks.map((task) => [
      ...columns.map((column) => column.text(task)), task.file, task.user, task.group,
      ...task.actions.map((action) => action.arguments), ...task.findings.flatMap((finding) => [finding.id, finding.about]),
    ].join('\n').toLowerCase());
  }
  return searched;
}

/** The place of each task in the order of a column; made once for each column. */
const ranks = new Map();
function rankOf(key) {
  if (!ranks.has(key)) {
    const column = columns.find((one) => one.key === key);
    const weight = (task) => {
      const counts = countsOf(task);
      return counts.error * 1e8 + counts.warning * 1e4 + counts.note;
    };
    const values = tasks.map(key === 'findings' ? weight : (task) => column.text(task).toLowerCase());
    const order = values.map((_, i) => i);
    order.sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b));
    const rank = new Uint32Array(tasks.length);
    let place = 0;
    order.forEach((task, i) => {
      if (i > 0 && values[task] !== values[order[i - 1]]) place = i;
      rank[task] = place;
    });
    ranks.set(key, rank);
  }
  return ranks.get(key);
}

let rowsShown = [];  // tasks that pass the filters, in the order of the table
let current = 0;     // the row that the arrow keys are on
let isPrinting = false;
const rowHeight = 34;

function filterTasks() {
  const needed = Object.entries(state.facets).map(([facet, value]) => facets[facet].tasks(value));
  const hits = new Uint8Array(tasks.length);
  for (const list of needed) for (const task of list) hits[task] += 1;
  const words = state.words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const texts = words.length > 0 ? searchTexts() : null;
  const rows = [];
  for (let i = 0; i < tasks.length; ++i) {
    if (hits[i] === needed.length && words.every((word) => texts[i].includes(word))) rows.push(i);
  }
  const key = state.sort.replace(/^-/, '');
  if (columns.some((column) => column.key === key)) {
    const rank = rankOf(key);
    const sign = state.sort.startsWith('-') ? -1 : 1;
    rows.sort((a, b) => sign * (rank[a] - rank[b]) || a - b);
  }
  return rows;
}

function cell(task, column, isCurrent, i) {
  if (column.key === 'path') {
    const button = make('button', { 'type': 'button', 'class': 'plain', 'tabindex': isCurrent ? '0' : '-1', 'title': shown(task.path),
      'onclick': () => openTask(i) }, name(task.path));
    return make('th', { scope: 'row' }, button);
  }
  if (column.key === 'findings') {
    const counts = countsOf(task);
    return make('td', {}, severities.filter((severity) => counts[severity] > 0).flatMap((severity, at) =>
      [at === 0 ? null : ', ', make('span', { class: `${severity}-text` }, plural(counts[severity], severity))]));
  }
  const text = column.text(task);
  return make('td', text === '' ? {} : { title: shown(text) }, name(text));
}

function makeRow(place) {
  const i = rowsShown[place];
  const row = make('tr', { 'aria-rowindex': place + 2, 'class': i === state.task ? 'chosen' : null },
    columns.map((column) => cell(tasks[i], column, place === current, i)));
  row.dataset.place = place;
  return row;
}

const space = (rows) => {
  const td = make('td', { colspan: columns.length });
  td.style.height = `${rows * rowHeight}px`;
  return make('tr', { 'class': 'space', 'aria-hidden': 'true' }, td);
};

/** Makes the rows that are in sight, and some around them. */
function drawRows() {
  const box = byId('rows');
  const body = byId('body');
  const margin = 12;
  let first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - margin);
  let last = Math.min(rowsShown.length, first + Math.ceil(box.clientHeight / rowHeight) + 2 * margin);
  if (isPrinting) [first, last] = [0, Math.min(rowsShown.length, mostPrinted)];
  const rows = [];
  if (first > 0) rows.push(space(first));
  for (let place = first; place < last; ++place) rows.push(makeRow(place));
  if (last < rowsShown.length && !isPrinting) rows.push(space(rowsShown.length - last));
  body.replaceChildren(...rows);
}

function focusRow(place) {
  current = Math.min(Math.max(0, place), rowsShown.length - 1);
  const box = byId('rows');
  const top = current * rowHeight;
  const head = byId('columns').offsetHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  if (top + rowHeight + head > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight + head - box.clientHeight;
  drawRows();
  const row = byId('body').querySelector(`tr[data-place="${current}"]`);
  if (row !== null) row.querySelector('button').focus({ preventScroll: true });
}

function onRowKey(event) {
  const page = Math.max(1, Math.floor(byId('rows').clientHeight / rowHeight) - 2);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  const isInRow = event.target.closest('tbody') !== null;
  if (!isInRow || !Object.hasOwn(steps, event.key) || rowsShown.length === 0) return;
  event.preventDefault();
  focusRow(current + steps[event.key]);
}

function makeColumns() {
  for (const column of columns) {
    const button = make('button', { 'type': 'button', 'onclick': () => change(() => {
      state.sort = state.sort === column.key ? `-${column.key}` : column.key;
    }) }, column.heading);
    const heading = make('th', { scope: 'col' }, button);
    heading.style.width = `${column.width}rem`;
    heading.dataset.column = column.key;
    byId('columns').append(heading);
  }
}
