import { describe, expect, test } from 'vitest'
import { Unreadable } from '../../src/command/errors.js'
import type { Question, Reply } from '../../src/command/question.js'
import { freeBytes } from '../../src/macos/df.js'
import { volumeUsers } from '../../src/macos/diskutil.js'
import { diskUsers, fileVault, restartsUnlocked } from '../../src/macos/fdesetup.js'
import { loginUser } from '../../src/macos/id.js'
import { interfaces } from '../../src/macos/ifconfig.js'
import { job, jobs } from '../../src/macos/launchctl.js'
import { listeners } from '../../src/macos/lsof.js'
import { hardwarePorts, readServiceInfo, serviceInfos, serviceOrder } from '../../src/macos/networksetup.js'
import { powerSettings, powerSource } from '../../src/macos/pmset.js'
import { storedBridges } from '../../src/macos/preferences.js'
import { enrollment } from '../../src/macos/profiles.js'
import { ibvDevices, ibvPorts, rdmaInNvram, rdmaStatus } from '../../src/macos/rdma.js'
import { defaultInterface } from '../../src/macos/route.js'
import { computerName } from '../../src/macos/scutil.js'
import { sha256Of } from '../../src/macos/shasum.js'
import { automaticUpdates, offeredUpdates, storedAutomaticUpdates } from '../../src/macos/software-update.js'
import { sshConnection } from '../../src/macos/ssh-connection.js'
import { installers } from '../../src/macos/startosinstall.js'
import { fileStats, filesUnder } from '../../src/macos/stat.js'
import { macosVersion } from '../../src/macos/sw-vers.js'
import { bootTime, wiredLimit } from '../../src/macos/sysctl.js'
import { hardware } from '../../src/macos/system-profiler-hardware.js'
import { peerOf, thunderbolt } from '../../src/macos/system-profiler-thunderbolt.js'
import { CAPTURES, replyOf, type Capture } from '../captures/read.js'
import { questions } from './exported.js'

const FILES = [
  '/usr/local/macloom/version',
  '/usr/local/macloom/lab',
  '/usr/local/macloom/models/kimi/model 1.safetensors',
]

// What is printed of one service; the question asks for all.
const serviceInfo: Question<unknown> = { ...serviceInfos, read: readServiceInfo }
// A port is only read when its neighbour is too.
const neighbours: Question<unknown> = { ...thunderbolt, read: (reply) => thunderbolt.read(reply).map(peerOf) }

/** Questions of the room by the words of their command. `listing`: its output has no end mark, so lines may be missing at its end. */
const SUBJECTS: readonly { questions: readonly Question<unknown>[]; asks: RegExp; listing?: boolean }[] = [
  { questions: [thunderbolt, neighbours], asks: /^system_profiler SPThunderboltDataType -json$/ },
  { questions: [hardware], asks: /^system_profiler SPHardwareDataType -json$/ },
  { questions: [macosVersion], asks: /^sw_vers$/ },
  { questions: [wiredLimit], asks: /^sysctl -n iogpu/ },
  { questions: [bootTime], asks: /^sysctl -n kern/ },
  { questions: [hardwarePorts], asks: /-listallhardwareports$/ },
  { questions: [serviceOrder], asks: /-listnetworkserviceorder$/, listing: true },
  { questions: [serviceInfo], asks: /-getinfo/, listing: true },
  { questions: [interfaces], asks: /^ifconfig$/, listing: true },
  { questions: [storedBridges], asks: /^plutil/ },
  { questions: [rdmaStatus], asks: /^rdma_ctl/ },
  { questions: [rdmaInNvram], asks: /^nvram/ },
  { questions: [ibvDevices], asks: /^ibv_devices/, listing: true },
  { questions: [ibvPorts], asks: /^ibv_devinfo/, listing: true },
  { questions: [powerSettings], asks: /^pmset -g(?! batt)/, listing: true },
  { questions: [powerSource], asks: /^pmset -g batt/, listing: true },
  { questions: [computerName], asks: /^scutil/ },
  { questions: [automaticUpdates, storedAutomaticUpdates], asks: /^defaults/ },
  { questions: [enrollment], asks: /^profiles/ },
  { questions: [fileVault], asks: /^fdesetup status/, listing: true },
  { questions: [diskUsers], asks: /^fdesetup list/, listing: true },
  { questions: [restartsUnlocked], asks: /^fdesetup supports/ },
  { questions: [volumeUsers], asks: /^diskutil/ },
  { questions: [offeredUpdates], asks: /^softwareupdate --list/, listing: true },
  { questions: [installers], asks: /^sh -c full installers/, listing: true },
  { questions: [defaultInterface], asks: /^route/ },
  { questions: [sshConnection], asks: /^printenv/ },
  { questions: [job('com.example.mlx-rank')], asks: /^launchctl print system\// },
  { questions: [jobs], asks: /^launchctl print system$/ },
  { questions: [fileStats(FILES)], asks: /^stat/, listing: true },
  { questions: [filesUnder('/usr/local/macloom/models/kimi')], asks: /^find/, listing: true },
  { questions: [loginUser], asks: /^id / },
  { questions: [listeners(8080)], asks: /^lsof/, listing: true },
  { questions: [sha256Of('/usr/local/macloom/version')], asks: /^shasum/ },
  { questions: [freeBytes('/System/Volumes/Data')], asks: /^df/, listing: true },
]

interface Subject {
  readonly name: string
  readonly question: Question<unknown>
  readonly reply: Reply
  readonly listing: boolean
}

const subjects: readonly Subject[] = SUBJECTS.flatMap(({ questions, asks, listing }) => {
  const captures = CAPTURES.filter((capture: Capture) => asks.test(capture.tool.join(' ')))
  return captures.flatMap((capture) =>
    questions.map((question) => ({
      name: `${question.name} on ${capture.file}`,
      question,
      reply: replyOf(capture),
      listing: listing === true,
    })),
  )
})

/** What a parser makes of a reply: its value as text, or that it was unreadable. Anything else thrown is a crash. */
function outcome(question: Question<unknown>, reply: Reply): string {
  try {
    return JSON.stringify(question.read(reply))
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable'
    throw error
  }
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Mutation = (text: string, at: (below: number) => number) => string

const cutLine: Mutation = (text, at) => {
  const lines = text.split('\n')
  lines.splice(at(lines.length), 1)
  return lines.join('\n')
}

const swapLines: Mutation = (text, at) => {
  const lines = text.split('\n')
  const [line = ''] = lines.splice(at(lines.length), 1)
  lines.splice(at(lines.length + 1), 0, line)
  return lines.join('\n')
}

const STRANGE = [
  '\0',
  '\uFEFF',
  '{',
  '}',
  '"',
  '[',
  ':',
  '=',
  '(',
  '-1',
  '1e999',
  'null',
  '\r\n',
  '\u02c7',
  '%',
  '🦊',
  '__proto__',
]

const MUTATIONS: readonly Mutation[] = [
  cutLine,
  swapLines,
  (text, at) => text.slice(0, at(text.length + 1)),
  (text, at) => text.slice(at(text.length + 1)),
  (text, at) => {
    const place = at(text.length + 1)
    return `${text.slice(0, place)}${STRANGE[at(STRANGE.length)] ?? ''}${text.slice(place + at(3))}`
  },
  (text, at) => text.replace(/\d+/, () => '9'.repeat(at(40))),
  (text, at) => text.replaceAll(/"[a-z_0-9]+_key" : /g, (key) => (at(8) === 0 ? key.replace('_key', '_kez') : key)),
  (text, at) => text.replaceAll(/" : ("[^"]*"|\d+)/g, (pair) => (at(8) === 0 ? '" : [null, {}]' : pair)),
  (text, at) => text.replaceAll('\n', () => (at(6) === 0 ? '\r\n' : '\n')),
  (text) => `${text}${text}`,
]

describe.each(subjects)('$name', ({ question, reply, listing }) => {
  test('60 seeded mutations: an answer or "unreadable", never a crash', () => {
    const random = seeded(question.name.length * 7919 + reply.stdout.length)
    const at = (below: number) => Math.floor(random() * below)
    for (let round = 0; round < 60; round += 1) {
      const stdout = (MUTATIONS[round % MUTATIONS.length] ?? cutLine)(reply.stdout, at)
      expect(typeof outcome(question, { ...reply, stdout })).toBe('string')
    }
  })

  test('cut off anywhere, it says the same or is unreadable, never less', () => {
    const whole = outcome(question, reply)
    const { stdout } = reply
    const step = Math.max(1, Math.floor(stdout.length / 400))
    for (let end = 0; end < stdout.length; end += step) {
      // A listing without end mark can be short of whole lines and nobody could tell; the wire marks its end instead.
      if (listing && (end === 0 || stdout[end - 1] === '\n')) continue
      expect([whole, 'unreadable'], `cut at ${end}`).toContain(
        outcome(question, { ...reply, stdout: stdout.slice(0, end) }),
      )
    }
  })

  test('the same words with a failing exit code are no answer', () => {
    if (reply.exit === 0 && outcome(question, reply) !== 'null') {
      for (const exit of [1, 2, 255]) expect(outcome(question, { ...reply, exit })).toBe('unreadable')
    }
    expect(outcome(question, { exit: 64, stdout: '', stderr: 'usage: tool\n' })).toBe('unreadable')
  })

  test('a flood of one character is refused at once', () => {
    for (const character of [' ', '\t', '9', '(', 'a', '{', '\n']) {
      const stdout = `${reply.stdout}${character.repeat(20_000)}`
      expect(typeof outcome(question, { ...reply, stdout })).toBe('string')
      expect(typeof outcome(question, { ...reply, stdout: character.repeat(20_000) })).toBe('string')
    }
  })
})

test('every question of this room stands here, and has a capture', async () => {
  const here = new Set(subjects.map(({ question }) => question.name.split(' ')[0]))
  for (const question of await questions()) expect(here, question.name).toContain(question.name.split(' ')[0])
  for (const { questions, asks } of SUBJECTS) {
    const words = questions.map(({ command }) =>
      command.words.map((word) => (typeof word === 'string' ? word : word.path)).join(' '),
    )
    for (const said of words)
      expect(
        CAPTURES.some(({ tool }) => asks.test(tool.join(' '))),
        said,
      ).toBe(true)
  }
})
