// The page as a whole: what is drawn again after a change, and the events.
function showFilters() {
  const chips = Object.entries(state.facets).map(([facet, value]) => {
    const show = facets[facet].show || ((text) => text);
    return make('li', {}, make('button', { 'type': 'button', 'onclick': () => { toggle(facet, value); byId('words').focus(); } },
      `${facets[facet].label} `, name(show(value)), ' ', make('span', { 'aria-hidden': 'true' }, '\u00d7')));
  });
  byId('filters').replaceChildren(...chips);
  byId('filters').hidden = chips.length === 0;
  if (byId('words').value !== state.words) byId('words').value = state.words;
  for (const button of switches) {
    button.setAttribute('aria-pressed', String(state.facets[button.dataset.facet] === button.dataset.value));
  }
  for (const heading of byId('columns').children) {
    const key = heading.dataset.column;
    const direction = state.sort === key ? 'ascending' : state.sort === `-${key}` ? 'descending' : null;
    if (direction === null) heading.removeAttribute('aria-sort');
    else heading.setAttribute('aria-sort', direction);
  }
}

let lastShown = '';
function update() {
  showFilters();
  const filter = JSON.stringify([state.facets, state.words, state.sort]);
  if (filter !== lastShown) {
    lastShown = filter;
    rowsShown = filterTasks();
    current = 0;
    byId('rows').scrollTop = 0;
    byId('count').textContent = `${number(rowsShown.length)} of ${plural(tasks.length, 'task')}`;
    byId('table').setAttribute('aria-rowcount', rowsShown.length + 1);
    byId('tasks-note').textContent = rowsShown.length === 0 ? 'No task fits the filters.' : '';
  }
  drawRows();
  showTask();
}

function goToTasks(event) {
  event.preventDefault();
  byId('tasks').scrollIntoView();
  byId('tasks-heading').focus({ preventScroll: true });
}

function setPrinting(value) {
  isPrinting = value;
  if (value && rowsShown.length > mostPrinted) {
    byId('tasks-note').textContent =
      `The first ${number(mostPrinted)} of ${number(rowsShown.length)} tasks are printed. Filter to print others.`;
  } else if (rowsShown.length > 0) {
    byId('tasks-note').textContent = '';
  }
  drawRows();
}

function start() {
  byId('made').textContent = `${report.made.replace('T', ' ').replace('Z', ' UTC')}, ${plural(tasks.length, 'task')} on ` +
    `${plural(overview.machines.length, 'machine')}: ${plural(overview.errors, 'error')}, ` +
    `${plural(overview.warnings, 'warning')}, ${plural(overview.notes, 'note')}`;
  makeColumns();
  showDrift();
  showFindings();
  showMachines();
  showServers();
  showLetters();
  showAccounts();
  showRefused();
  state = readState();
  update();
  let timer = 0;
  byId('words').addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => change(() => { state.words = byId('words').value; }, true), 60);
  });
  byId('clear').addEventListener('click', () => change(() => { state.facets = {}; state.words = ''; }));
  byId('to-tasks').addEventListener('click', goToTasks);
  byId('skip').addEventListener('click', goToTasks);
  byId('table').addEventListener('keydown', onRowKey);
  let isDue = false;
  byId('rows').addEventListener('scroll', () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      const place = document.activeElement.closest('tr[data-place]')?.dataset.place;
      drawRows();
      if (place !== undefined) byId('body').querySelector(`tr[data-place="${place}"] button`)?.focus({ preventScroll: true });
    });
  });
  addEventListener('popstate', () => { state = readState(); update(); });
  addEventListener('hashchange', () => { state = readState(); update(); });
  addEventListener('resize', drawRows);
  addEventListener('beforeprint', () => setPrinting(true));
  addEventListener('afterprint', () => setPrinting(false));
  setTimeout(searchTexts, 500);
}

start();
