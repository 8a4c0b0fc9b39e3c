import { defineConfig } from 'vitest/config'

const e2e = ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts']
const stories = [
  'test/lifecycle/**/*.test.ts',
  'test/ssh/**/*.test.ts',
  'test/sim/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/tools/**/*.test.ts',
  'test/policies/**/*.test.ts',
]

/** `unit` is the quick inner loop; `stories` start sim Macs and sshd; `e2e` runs the engine and real MLX, one file at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...e2e, ...stories],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'stories',
          include: stories,
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: e2e,
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
