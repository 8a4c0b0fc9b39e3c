import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import { job, jobs } from '../../src/macos/launchctl.js'
import { listeners } from '../../src/macos/lsof.js'
import { sha256Of } from '../../src/macos/shasum.js'
import { filesUnder, fileStats } from '../../src/macos/stat.js'
import { captured } from '../captures/read.js'

const rank = job('com.example.mlx-rank')
const read = (file: string) => rank.read(captured(`launchctl/job-${file}.txt`))
const said = (stdout: string) => ({ exit: 0, stdout, stderr: '' })

describe('a job of launchd', () => {
  test('a running job has a pid and a count of runs', () => {
    expect(read('running')).toEqual({ state: 'running', pid: 4242, runs: 3, lastExit: null, lastSignal: null })
  })

  test('releases that indent with spaces say the same', () => {
    expect(read('running-spaces')).toEqual(read('running'))
  })

  test('the state of the job counts, not those of its endpoints nor its job state', () => {
    expect(read('nested-states')).toEqual(read('running'))
  })

  test('a job that ended has no pid and an exit code', () => {
    expect(read('not-running')).toMatchObject({ state: 'not running', pid: null, lastExit: 0 })
  })

  test('a job that launchd will start again later, with the exit code before its name', () => {
    expect(read('bad-config')).toMatchObject({ state: 'spawn scheduled', lastExit: 78 })
  })

  test('a job that a signal ended has no exit code', () => {
    expect(read('crashed')).toMatchObject({ lastExit: null, lastSignal: 'Segmentation fault: 11' })
  })

  test('a job that launchd does not have is null, in the words of old and new releases', () => {
    expect(read('missing')).toBeNull()
    expect(read('missing-newer')).toBeNull()
  })

  test('a state nobody has seen: with a pid it runs, without one it is unreadable', () => {
    const { stdout } = captured('launchctl/job-running.txt')
    const ending = stdout.replace('state = running', 'state = SIGTERMed')
    expect(rank.read(said(ending))).toMatchObject({ state: 'running', pid: 4242 })
    expect(() => rank.read(said(ending.replace('\tpid = 4242\n', '')))).toThrow('SIGTERMed')
  })

  test('a print that is cut off is unreadable', () => {
    const { stdout } = captured('launchctl/job-running.txt')
    expect(() => rank.read(said(stdout.slice(0, stdout.indexOf('\truns'))))).toThrow(Unreadable)
  })

  test('every job of the system, running or not', () => {
    expect(jobs.read(captured('launchctl/system.txt'))).toEqual([
      { label: 'com.apple.lskdd', pid: null, status: null },
      { label: 'com.apple.runningboardd', pid: 345, status: null },
      { label: 'com.example.mlx-rank', pid: 4242, status: 0 },
      { label: 'com.example.bad-config', pid: null, status: 78 },
      { label: 'com.apple.SafeEjectGPUStartupDaemon', pid: null, status: null },
      { label: 'io.exo.networksetup', pid: null, status: -15 },
    ])
  })
})

describe('files', () => {
  const paths = ['/usr/local/macloom/version', '/usr/local/macloom/models/kimi/model 1.safetensors']

  test('size and time of each file, names with spaces too', () => {
    expect(fileStats(paths).read(captured('stat/files.txt'))).toEqual([
      { path: paths[0], size: 2, mtime: 1_790_000_000 },
      { path: paths[1], size: 5_368_709_120, mtime: 1_790_000_600 },
    ])
  })

  test('the prefix of a Mac is not part of the answer', () => {
    const text = '2 1790000000 /tmp/lab/macs/studio-1/root/usr/local/macloom/version\n'
    expect(fileStats(paths.slice(0, 1)).read(said(text))).toEqual([{ path: paths[0], size: 2, mtime: 1_790_000_000 }])
  })

  test('a file that does not exist is left out', () => {
    const asked = ['/usr/local/macloom/version', '/usr/local/macloom/lab']
    expect(
      fileStats(asked)
        .read(captured('stat/one-missing.txt'))
        .map(({ path }) => path),
    ).toEqual([asked[0]])
  })

  test('a file that may not be read is unreadable, not absent', () => {
    const reply = { exit: 1, stdout: '', stderr: 'stat: /usr/local/macloom/version: stat: Permission denied\n' }
    expect(() => fileStats(paths).read(reply)).toThrow('Permission denied')
  })

  test('a folder that does not exist is null, an empty one is empty', () => {
    const under = filesUnder('/usr/local/macloom/models/kimi')
    expect(under.read(captured('stat/no-folder.txt'))).toBeNull()
    expect(under.read(said(''))).toEqual([])
    expect(under.read(said('7 1790000600 /sim/root/usr/local/macloom/models/kimi/a b.json\n'))).toEqual([
      { path: '/usr/local/macloom/models/kimi/a b.json', size: 7, mtime: 1_790_000_600 },
    ])
  })

  test('the SHA-256 of a file', () => {
    expect(sha256Of('/x').read(captured('shasum/file.txt'))).toMatch(/^4355a46b[0-9a-f]{56}$/)
    expect(() => sha256Of('/x').read({ exit: 1, stdout: '', stderr: 'shasum: /x: \n' })).toThrow(Unreadable)
  })
})

describe('who listens on a port', () => {
  test('each address of each process', () => {
    expect(listeners(8080).read(captured('lsof/python.txt'))).toEqual([
      { pid: 4242, command: 'python3.12', user: 'ai', address: '*:8080' },
      { pid: 4242, command: 'python3.12', user: 'ai', address: '[::1]:8080' },
    ])
  })

  test('nobody is an empty list, a refused sudo is no answer', () => {
    expect(listeners(8080).read(captured('lsof/nobody.txt'))).toEqual([])
    expect(() => listeners(8080).read(captured('lsof/sudo-refused.txt'))).toThrow('a password is required')
  })
})
