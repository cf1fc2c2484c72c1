'use strict';
// The page of `taskxml report`. The data is JSON in the element #data, as the README describes it. Whatever comes from a task
// is put in as text: nothing here makes HTML out of a string, and the policy in the page's head lets no other script run.
(() => {
  const report = JSON.parse(document.getElementById('data').textContent);
  const tasks = report.tasks;
  const overview = report.overview;
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const severities = ['error', 'warning', 'note'];
  const mostPrinted = 5000;
  const byId = (id) => document.getElementById(id);

  const accountWords = {
    'system': 'SYSTEM',
    'local-service': 'LOCAL SERVICE',
    'network-service': 'NETWORK SERVICE',
    'managed-account': 'a managed service account',
    'group': 'whoever of the group is logged on',
    's4u': 'a user without a stored password',
    'password': 'a user whose password is stored',
    'desktop': 'a user who is logged on',
    'other': 'a logon type that is not known',
  };
  const wrappedWords = { 'no': 'not wrapped', 'partly': 'partly wrapped', 'yes': 'wrapped', 'no-program': 'starts no program' };
  const changeWords = {
    account: 'account', logon_type: 'logon type', run_level: 'run level', enabled: 'enabled or not', triggers: 'triggers',
    actions: 'actions',
  };

  // ---- Text and elements -------------------------------------------------------------------------------------------

  /** Characters that are not seen, or change the direction of writing, are named. */
  const unseen = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]', 'g');
  const shown = (text) => String(text).replace(
    unseen, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);

  const number = (value) => value.toLocaleString('en');
  const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

  /** An element with attributes and children; strings become text. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'onclick') element.addEventListener('click', value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) element.append(child);
    }
    return element;
  }

  /** Text of a definition: its direction is its own. */
  const name = (text) => make('bdi', {}, shown(text));

  function rectangle(x, width, kind) {
    const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    rect.setAttribute('x', x);
    rect.setAttribute('y', 0);
    rect.setAttribute('width', width);
    rect.setAttribute('height', 10);
    rect.setAttribute('class', kind);
    return rect;
  }

  /** A bar of parts [[value, kind]...]; the text that says the same stands beside it. */
  function bar(parts, whole, kind) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 1000 10');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    if (kind) svg.setAttribute('class', kind);
    svg.append(rectangle(0, 1000, 'track'));
    let x = 0;
    for (const [value, of] of parts) {
      if (value === 0) continue;
      const width = Math.max(3, (1000 * value) / Math.max(1, whole));
      svg.append(rectangle(x, width, of));
      x += width;
    }
    return svg;
  }

  // ---- Filters: what each name stands for, and which tasks it takes ------------------------------------------------

  const union = (lists) => {
    const all = new Set();
    for (const list of lists) for (const task of list) all.add(task);
    return [...all];
  };
  const index = (list, key) => new Map(list.map((one) => [one[key], one]));
  const found = index(overview.rules, 'id');
  const machines = index(overview.machines, 'machine');
  const servers = index(overview.servers, 'server');
  const letters = index(overview.letters, 'letter');
  const accounts = index(overview.accounts, 'account');
  const shares = new Map();
  for (const server of overview.servers) for (const share of server.shares) shares.set(share.share, share);
  const meanings = new Map();
  for (const letter of overview.letters) {
    for (const meaning of letter.meanings) meanings.set(`${letter.letter}=${meaning.share}`, meaning);
  }
  const where = (holds) => tasks.flatMap((task, i) => (holds(task) ? [i] : []));
  const listed = (map) => (value) => (map.has(value) ? map.get(value).tasks : []);
  const nameless = (text) => (text === '' ? 'nobody named' : text);

  const drift = report.drift;
  const driftLists = drift === null ? {} : {
    'new': drift.new,
    'changed': drift.changed.map((one) => one.task),
    'wrapped': drift.wrapped,
    'unwrapped': drift.unwrapped,
    'better': drift.better.map((one) => one.task),
    'worse': drift.worse.map((one) => one.task),
  };
  const driftWords = {
    'worse': 'has an error or a warning more', 'unwrapped': 'was unwrapped', 'new': 'is new', 'changed': 'is changed',
    'wrapped': 'was wrapped', 'better': 'has an error or a warning less',
  };

  const facets = {
    severity: { label: 'with', tasks: (v) => union(overview.rules.filter((r) => rules.get(r.id).severity === v).map((r) => r.tasks)) },
    rule: { label: 'finding', tasks: listed(found) },
    machine: { label: 'machine', tasks: listed(machines) },
    server: { label: 'server', tasks: listed(servers) },
    share: { label: 'share', tasks: listed(shares) },
    letter: { label: 'letter', tasks: listed(letters) },
    meaning: { label: 'connects', tasks: listed(meanings) },
    account: { label: 'account', tasks: listed(accounts), show: nameless },
    storing: { label: 'stores the password of', tasks: (v) => (accounts.has(v) ? accounts.get(v).storing : []), show: nameless },
    wrapped: { label: 'is', tasks: (v) => where((task) => task.wrapped === v), show: (v) => wrappedWords[v] || v },
    drift: { label: 'task', tasks: (v) => driftLists[v] || [], show: (v) => driftWords[v] || v },
  };

  // ---- The state, which is the address ----------------------------------------------------------------------------

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

  // ---- The sections above the table -------------------------------------------------------------------------------

  function table(headings, rows) {
    const head = make('thead', {}, make('tr', {}, headings.map((heading) => make('th', { scope: 'col' }, heading))));
    return make('div', { class: 'scroll' }, make('table', {}, head, make('tbody', {}, rows)));
  }

  const figure = (value, kind) => make('td', { class: value > 0 && kind ? `figure ${kind}-text` : 'figure' }, number(value));

  /** A table whose rows beyond the first are there when asked for. */
  function longTable(headings, items, makeRow, word) {
    const first = 20;
    const box = table(headings, items.slice(0, first).map(makeRow));
    if (items.length <= first) return box;
    const more = make('button', { type: 'button', class: 'more' }, `Show all ${number(items.length)} ${word}`);
    more.addEventListener('click', () => {
      box.querySelector('tbody').append(...items.slice(first).map(makeRow));
      more.remove();
      update();
    });
    return make('div', {}, box, more);
  }

  /** Names with a limit to how many are shown. */
  function names(list, most = 6) {
    const parts = list.slice(0, most).flatMap((text, i) => (i === 0 ? [name(nameless(text))] : [', ', name(nameless(text))]));
    if (list.length > most) parts.push(` and ${number(list.length - most)} more`);
    return parts;
  }

  const none = (text) => make('p', { class: 'faint' }, text);

  function showFindings() {
    const total = { error: overview.errors, warning: overview.warnings, note: overview.notes };
    const most = Math.max(1, ...severities.map((severity) => total[severity]));
    const bySeverity = severities.map((severity) => {
      const count = facets.severity.tasks(severity).length;
      return make('li', {}, filterButton('severity', severity, null,
        make('span', { class: `${severity}-text` }, severity),
        bar([[total[severity], severity]], most),
        make('span', { class: 'number' }, `${plural(total[severity], 'finding')} in ${plural(count, 'task')}`)));
    });
    const sorted = [...overview.rules].sort((a, b) => severities.indexOf(rules.get(a.id).severity) -
      severities.indexOf(rules.get(b.id).severity) || b.tasks.length - a.tasks.length);
    const mostOfRule = Math.max(1, ...sorted.map((rule) => rule.findings));
    const byRule = sorted.map((rule) => {
      const { severity, what } = rules.get(rule.id);
      return make('li', {}, filterButton('rule', rule.id, null,
        make('span', {}, make('span', { class: `${severity}-text` }, severity), ' ', make('code', {}, rule.id), ` ${what}`),
        bar([[rule.findings, severity]], mostOfRule),
        make('span', { class: 'number' }, `${plural(rule.findings, 'finding')} in ${plural(rule.tasks.length, 'task')}`)));
    });
    const body = byId('findings-body');
    body.append(make('ul', { class: 'chart', 'aria-label': 'Findings by severity' }, bySeverity));
    if (byRule.length > 0) {
      body.append(make('h3', {}, 'By finding'), make('ul', { class: 'chart', 'aria-label': 'Findings by kind' }, byRule));
    }
  }

  function showMachines() {
    const all = overview.machines;
    if (all.length === 0) return byId('machines-body').append(none('There is no task.'));
    const most = Math.max(1, ...all.map((one) => one.errors + one.warnings + one.notes));
    const row = (one) => make('tr', {},
      make('th', { scope: 'row' }, filterButton('machine', one.machine, 'plain', name(one.machine))),
      // For the mouse: the button of the machine's name does the same.
      make('td', { onclick: () => toggle('machine', one.machine) },
        bar([[one.errors, 'error'], [one.warnings, 'warning'], [one.notes, 'note']], most, 'split')),
      figure(one.errors, 'error'), figure(one.warnings, 'warning'), figure(one.notes), figure(one.tasks.length),
      figure(one.wrapped), figure(one.refused, 'error'));
    byId('machines-body').append(longTable(
      ['Machine', 'Findings', 'Errors', 'Warnings', 'Notes', 'Tasks', 'Wrapped', 'Files refused'], all, row, 'machines'));
  }

  function showServers() {
    const rows = overview.servers.flatMap((server) => server.shares.map((share, i) => ({ server, share, isFirst: i === 0 })));
    if (rows.length === 0) return byId('servers-body').append(none('No task names a share.'));
    const row = ({ server, share, isFirst }) => make('tr', {},
      make('td', {}, isFirst ? filterButton('server', server.server, 'plain', name(server.server)) : null),
      make('th', { scope: 'row' }, filterButton('share', share.share, 'plain', name(share.share))),
      figure(share.tasks.length),
      make('td', {}, names(share.accounts)));
    byId('servers-body').append(longTable(['Server', 'Share', 'Tasks that need it', 'Accounts'], rows, row, 'shares'));
  }

  function showLetters() {
    if (overview.letters.length === 0) return byId('letters-body').append(none('No task uses a letter besides C:.'));
    const rows = overview.letters.map((one) => make('tr', {},
      make('th', { scope: 'row' }, filterButton('letter', one.letter, 'plain', `${one.letter}:`)),
      figure(one.tasks.length),
      make('td', {}, one.meanings.length > 1
        ? make('span', { class: 'warning-text' }, `means ${one.meanings.length} shares`)
        : one.meanings.length === 1 ? 'means one share' : 'no task says what it means'),
      make('td', {}, one.meanings.map((meaning) => make('div', {},
        filterButton('meaning', `${one.letter}=${meaning.share}`, 'plain', name(meaning.share)),
        ' on ', names(meaning.machines))))));
    byId('letters-body').append(table(['Letter', 'Tasks that use it', 'Meaning', 'Shares, as far as tasks say'], rows));
  }

  function showAccounts() {
    if (overview.accounts.length === 0) return byId('accounts-body').append(none('There is no task.'));
    const row = (one) => make('tr', {},
      make('th', { scope: 'row' }, filterButton('account', one.account, 'plain', name(nameless(one.account)))),
      make('td', {}, accountWords[one.account_kind] || one.account_kind),
      make('td', {}, one.storing.length === 0 ? 'no' : filterButton('storing', one.account, 'plain', plural(one.storing.length, 'task'))),
      figure(one.tasks.length), figure(one.machines.length));
    byId('accounts-body').append(longTable(
      ['Account', 'What it is', 'Password stored in', 'Tasks', 'Machines'], overview.accounts, row, 'accounts'));
  }

  function showDrift() {
    if (drift === null) return;
    byId('drift').hidden = false;
    const body = byId('drift-body');
    const since = drift.since.replace('T', ' ').replace('Z', ' UTC');
    body.append(make('p', {}, `Since ${shown(since)}: `, drift.worsened
      ? make('span', { class: 'error-text' }, 'something got worse')
      : make('span', { class: 'good-text' }, 'nothing got worse')));
    const most = Math.max(1, ...Object.values(driftLists).map((list) => list.length));
    const kinds = { worse: 'error', unwrapped: 'error' };
    body.append(make('ul', { 'class': 'chart', 'aria-label': 'Changes' }, Object.entries(driftWords).map(([kind, words]) =>
      make('li', {}, filterButton('drift', kind, null, make('span', {}, words),
        bar([[driftLists[kind].length, kinds[kind] || 'note']], most),
        make('span', { class: 'number' }, plural(driftLists[kind].length, 'task')))))));
    if (drift.gone.length === 0) return;
    body.append(make('h3', {}, `${plural(drift.gone.length, 'task')} gone`), longTable(['Machine', 'Path'], drift.gone,
      (one) => make('tr', {}, make('td', {}, name(one.machine)), make('th', { scope: 'row' }, name(one.path))), 'tasks'));
  }

  function showRefused() {
    const body = byId('refused-body');
    const row = (one) => make('tr', {}, make('td', {}, name(one.machine)), make('th', { scope: 'row' }, name(`${one.file}:${one.line}`)),
      make('td', {}, shown(one.what), one.about === '' ? null : [': ', name(one.about)]), make('td', {}, shown(one.advice)));
    const headings = ['Machine', 'File and line', 'What', 'What to do'];
    if (report.refused.length === 0) body.append(none('Every file was read.'));
    else body.append(longTable(headings, report.refused, row, 'files'));
    if (report.notes.length > 0) body.append(make('h3', {}, 'Left out'), longTable(headings, report.notes, row, 'items'));
  }

  // ---- The table of tasks -----------------------------------------------------------------------------------------

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

  // ---- One task ---------------------------------------------------------------------------------------------------

  function openTask(i) {
    change(() => { state.task = i; });
    byId('details-heading').focus();
  }

  function pairs(list) {
    return make('dl', {}, list.filter(([, value]) => value !== null && value !== '')
      .flatMap(([term, value]) => [make('dt', {}, term), make('dd', {}, value instanceof Node ? value : name(value))]));
  }

  const element = (label, value) => (value === null || value === undefined ? '' : `<${label}> ${shown(value)}`);

  function values(of) {
    const lines = [element('Command', of.command), element('Arguments', of.command_arguments),
      element('WorkingDirectory', of.command_directory)].filter((line) => line !== '');
    return make('pre', {}, make('bdi', {}, lines.join('\n')));
  }

  function describeAction(action) {
    const parts = [make('h3', {}, `Action ${action.action}: ${shown(action.kind)}`)];
    if (action.command !== null) parts.push(make('p', {}, 'As it is:'), values(action));
    if (action.wrap.answer === 'written') parts.push(make('p', {}, 'As taskxml wrap would write it:'), values(action.wrap));
    if (action.wrap.answer === 'refused') parts.push(make('p', {}, 'taskxml wrap would refuse it: ', name(action.wrap.refusal)));
    if (action.wrap.answer === 'present') {
      parts.push(make('p', {}, 'It is wrapped. What it starts in the end:'), pairs([
        ['program', action.program], ['arguments', action.arguments], ['directory', action.directory]]));
    }
    for (const { letter, share } of action.connected) parts.push(make('p', {}, `${letter}: is connected to `, name(share)));
    return parts;
  }

  function describeFinding(finding) {
    const rule = rules.get(finding.id);
    return make('div', { class: `finding ${rule.severity}` },
      make('p', {}, make('span', { class: `${rule.severity}-text` }, rule.severity), ' ', make('code', {}, rule.id), ` ${rule.what}`,
        finding.action === 0 ? null : ` (action ${finding.action})`, `, line ${finding.line}`,
        finding.about === '' ? null : [': ', name(finding.about)]),
      pairs([['why', rule.why], ['cure', rule.cure]]));
  }

  function driftOf(i) {
    if (drift === null) return '';
    const words = Object.keys(driftWords).filter((kind) => driftLists[kind].includes(i)).map((kind) => driftWords[kind]);
    const changed = drift.changed.find((one) => one.task === i);
    if (changed) words.push(`different: ${changed.what.map((what) => changeWords[what] || what).join(', ')}`);
    for (const kind of ['worse', 'better']) {
      const moved = drift[kind].find((one) => one.task === i);
      if (moved) words.push(`${kind === 'worse' ? 'came' : 'went'}: ${moved.ids.join(', ')}`);
    }
    return words.join('; ');
  }

  function showTask() {
    const section = byId('details');
    section.hidden = state.task === null;
    if (state.task === null) return;
    const task = tasks[state.task];
    byId('details-heading').replaceChildren(name(`${task.machine}: ${task.path}`));
    const body = byId('details-body');
    body.replaceChildren(
      make('button', { 'type': 'button', 'class': 'more', 'onclick': () => {
        change(() => { state.task = null; });
        focusRow(current);
      } }, 'Close'),
      pairs([['file', `${task.file}:${task.line}`], ['runs as', `${nameless(runsAs(task))} (${accountWords[task.account_kind] || task.account_kind})`],
        ['logon type', task.logon_type], ['run level', task.run_level], ['enabled', task.enabled ? 'yes' : 'no'],
        ['triggers', task.triggers.join('; ') || 'none'], ['letters', task.letters.map((letter) => `${letter}:`).join(' ')],
        ['shares', task.shares.join(', ')], ['wrapped', wrappedWords[task.wrapped] || task.wrapped],
        ['since the last report', driftOf(state.task)]]),
      make('h3', {}, task.findings.length === 0 ? 'No findings' : plural(task.findings.length, 'finding')),
      ...task.findings.map(describeFinding), ...task.actions.flatMap(describeAction));
    if (task.wrap_line !== '') {
      body.append(make('h3', {}, 'To wrap it'), make('pre', {}, make('code', {}, name(task.wrap_line))), make('p', { class: 'faint' },
        'Add --drive S=\\\\server\\share for each letter, or have a drives.ini on the machine. A ? in name= stands for any character.'));
    }
  }

  // ---- All of it --------------------------------------------------------------------------------------------------

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
})();
