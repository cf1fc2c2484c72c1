// One task.
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
