// The house of Botel: imports go strictly downward, rooms on one level do not know each other.
const levels = [
  ['lib'],
  ['domain'],
  ['db', 'queue', 'telegram', 'payments', 'backups', 'i18n', 'reports', 'config'],
  ['commands'],
  ['bot', 'jobs', 'http'],
  ['host'],
  ['cli', 'main'],
];
const room = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;

const upward = levels.slice(0, -1).map((rooms, level) => ({
  name: `level-${level}-looks-down-only`,
  severity: 'error',
  comment: 'a lower room gets a function handed down, never an import upward',
  from: { path: room(rooms) },
  to: { path: room(levels.slice(level + 1).flat()) },
}));

const sideways = levels
  .filter((rooms) => rooms.length > 1)
  .flatMap((rooms) =>
    rooms.map((name) => ({
      name: `${name}-keeps-to-itself`,
      severity: 'error',
      comment: 'rooms on one level never import each other',
      from: { path: room([name]) },
      to: { path: room(rooms.filter((other) => other !== name)) },
    })),
  )
  .filter((rule) => !rule.name.startsWith('main') && !rule.name.startsWith('cli'));

module.exports = {
  forbidden: [
    ...upward,
    ...sideways,
    {
      name: 'entrances-reach-data-through-commands',
      severity: 'error',
      from: { path: '^src/(bot|http)/' },
      to: { path: '^src/(db|queue)/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'domain imports only itself, lib/ and luxon',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/(domain|lib)/|node_modules/(@types/)?luxon/)' },
    },
    {
      name: 'sandbox-is-for-demo-and-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox/|cli/demo)' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/(?!sandbox/|lib/)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shipped-code-uses-shipped-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/sandbox/web/' },
  },
};
