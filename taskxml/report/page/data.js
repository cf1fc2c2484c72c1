// The page of `taskxml report`. The data is JSON in the element #data, as the README describes it. Whatever comes from a task
// is put in as text: nothing here makes HTML out of a string, and the policy in the page's head lets no other script run.
// cmake/embed_page.cmake puts the files of the script behind each other, in the order it names, into one strict function.
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
  'group': 'the member of the group who is logged on',
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
