import { defineConfig } from 'vitest/config'

const slow = ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts']

// `unit` needs neither engine nor MLX; `e2e` runs the real engine, real MLX and whole labs, one file at a time.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: slow,
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
