// Filters: what each name stands for, and which tasks it takes.
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
