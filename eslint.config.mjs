// SPDX-License-Identifier: Apache-2.0
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// Modules that need AssemblyScript's function and variable decorators, which
// TypeScript's parser rejects; Prettier still formats them.
const DECORATED = [
  'assembly/host/pem-array.ts',
  'packages/policy-sdk-assemblyscript/assembly/encoding/byte-array.ts',
  'packages/policy-sdk-assemblyscript/assembly/json/string.ts',
  'packages/policy-sdk-assemblyscript/assembly/bytes/mask.ts',
  'packages/policy-sdk-assemblyscript/assembly/json/scan.ts',
  'packages/policy-sdk-assemblyscript/assembly/wapc/imports.ts',
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      'build/**',
      'tests/fixtures/**',
      'docs/api/**',
      'packages/*/docs/api/**',
      ...DECORATED,
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_' },
      ],
      'no-undef': 'off',
      'max-lines': ['error', { max: 350 }],
    },
  },
  {
    // What runs in Node: a promise nobody waits for loses its error.
    files: [
      'packages/{policy-host,kwctl,create-kubewarden-policy}/{src,tests}/**/*.ts',
      '{tests/integration,tests/packed,tests/support,scripts}/**/*.ts',
      'bench/**/*.ts',
    ],
    ignores: ['bench/assembly/**', '**/templates/**'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // The runner waits for its tests itself.
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['after', 'before', 'describe', 'it', 'suite', 'test'],
              package: 'node:test',
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': [
        'error',
        'error-handling-correctness-only',
      ],
    },
  },
  {
    files: [
      'assembly/**/*.ts',
      'bench/assembly/**/*.ts',
      'tests/unit/**/*.ts',
      'packages/policy-sdk-assemblyscript/**/assembly/**/*.ts',
      'packages/policy-sdk-assemblyscript/tests/**/*.ts',
      'bench/assembly/**/*.ts',
    ],
    rules: {
      // AssemblyScript is not TypeScript: `==` compares values of one static
      // type, and its own compiler checks what these rules are for.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-inferrable-types': 'off',
      'no-loss-of-precision': 'off',
      'prefer-const': 'error',
    },
  },
  {
    // CommonJS, which Node reads soonest.
    files: ['packages/policy-host/bin/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
