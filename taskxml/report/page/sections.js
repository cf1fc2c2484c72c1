// The sections above the table of tasks.
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
  if (overview.letters.length === 0) return byId('letters-body').append(none('No task uses a letter other than C:.'));
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
