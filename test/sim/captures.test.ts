import { describe, expect, test } from 'vitest'
import { printDisk } from '../../src/sim/df.js'
import type { Definition } from '../../src/sim/launchd/definition.js'
import type { JobState } from '../../src/sim/launchd/job-files.js'
import { printJob } from '../../src/sim/launchd/print.js'
import { printFields } from '../../src/sim/lsof.js'
import { captured } from '../captures/read.js'

const RANK: Definition = {
  label: 'com.example.mlx-rank',
  plist: '/Library/LaunchDaemons/com.example.mlx-rank.plist',
  program: '/Users/ai/mlx/.venv/bin/python',
  arguments: ['/Users/ai/mlx/.venv/bin/python', '-m', 'mlx_lm.server'],
  environment: { MLX_RANK: '0' },
  workingDirectory: '/Users/ai/mlx',
  stdout: '/usr/local/var/log/mlx-rank.out.log',
  stderr: '/usr/local/var/log/mlx-rank.err.log',
  user: 'ai',
  runAtLoad: false,
  keepAlive: 'never',
  throttle: 60,
  exitTimeOut: 120,
}
const ENDED: JobState = { supervisor: null, state: 'not running', pid: null, runs: 3, lastExit: 0, lastSignal: null }

describe('given the state of a capture, the stand-in prints the capture byte for byte', () => {
  test.each<[string, Partial<JobState>]>([
    ['job-running.txt', { state: 'running', pid: 4242, lastExit: null }],
    ['job-not-running.txt', {}],
    ['job-crashed.txt', { lastExit: null, lastSignal: 'SIGSEGV' }],
    ['job-bad-config.txt', { state: 'spawn scheduled', lastExit: 78 }],
  ])('launchctl print: %s', (file, state) => {
    expect(printJob({ definition: RANK, state: { ...ENDED, ...state } })).toBe(captured(`launchctl/${file}`).stdout)
  })

  test('df -k: mac-studio.txt', () => {
    const disk = { size: 971_350_180, used: 412_345_678, free: 540_123_456, files: 1_234_567 }
    expect(printDisk(disk)).toBe(captured('df/mac-studio.txt').stdout)
  })

  test('lsof -F: python.txt', () => {
    const python = { command: 'python3.12', pid: 4242, user: 'ai', port: 8080, foreign: false }
    const found = [
      { ...python, fd: 5, address: '*' },
      { ...python, fd: 6, address: '[::1]' },
    ]
    expect(printFields(found).trim()).toBe(captured('lsof/python.txt').stdout.trim())
  })
})
