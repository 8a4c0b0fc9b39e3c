import { describe, expect, it } from 'vitest'
import { loginUser } from '../../../src/macos/id.js'
import { jobs, type JobRow } from '../../../src/macos/launchctl.js'
import { listeners } from '../../../src/macos/lsof.js'
import { macosVersion } from '../../../src/macos/sw-vers.js'
import { macRecord } from '../../../src/resources/record.js'
import { plist, rankFiles, sharedFiles } from '../../../src/resources/shard-deployment/files.js'
import { startedFrom, type ShardDeploymentInputs } from '../../../src/resources/shard-deployment/inputs.js'
import { observe } from '../../../src/resources/shard-deployment/observe.js'
import { findings } from '../../../src/resources/shard-deployment/findings.js'
import { completion } from '../../../src/resources/shard-deployment/prove.js'
import { AskedMac } from '../asked-mac.js'

const inputs: ShardDeploymentInputs = {
  ...{ needs: [], name: 'kimi', model: 'kimi', engine: 'mlx-lm', strategy: 'tensor', backend: 'ring' },
  ranks: [{ mac: 'studio-1', addresses: ['10.77.0.1'], port: 32323 }],
  ...{ host: '127.0.0.1', port: 8080, context: 8192, environmentDigest: 'e', modelDigest: 'm', environment: {} },
  standIn: false,
}
const ROW: JobRow = { label: 'com.macloom.rank.kimi', pid: 42, status: null }

function mac(rows: readonly JobRow[], facts: Record<string, string> = {}, sums = ''): AskedMac {
  return new AskedMac('studio-1')
    .knows(jobs, [...rows])
    .knows(macRecord, { version: 1, facts })
    .answers(rankFiles, { exit: 0, stdout: sums, stderr: '' })
    .knows(loginUser, 'admin')
    .knows(macosVersion, { version: '26.2', build: '25C56' })
    .answers(listeners(8080), { exit: 1, stdout: '', stderr: '' })
}

describe('looking at a group', () => {
  it('finds nothing on a Mac that never had a rank', async () => {
    expect(await observe(mac([]).readers(), inputs)).toMatchObject({
      ranks: { 'studio-1': { job: 'absent', files: null, groupSize: null, epoch: null, portTakenBy: null } },
      proof: null,
      builds: { 'studio-1': '25C56' },
    })
  })

  it('reads what the rank has reported, and the last proof, without a request to the group', async () => {
    const proof = { epoch: '7', at: 1, prompt: 'p', text: 't' }
    const facts = { 'run/kimi/epoch': '7', 'run/kimi/group-size.0': '1', 'run/kimi/proof': JSON.stringify(proof) }
    const asked = mac([ROW], facts)
    expect(await observe(asked.readers(), inputs)).toMatchObject({
      ranks: { 'studio-1': { job: 'running', groupSize: 1, epoch: '7' } },
      proof,
    })
    expect(asked.asked.filter((name) => name.includes('curl'))).toEqual([])
  })

  it('names a stranger on the port, and does not take its own rank for one', async () => {
    const stranger = 'p4711\ncnode\nL_www\nf3\nn*:8080\n'
    const taken = mac([]).answers(listeners(8080), { exit: 0, stdout: stranger, stderr: '' })
    expect(await observe(taken.readers(), inputs)).toMatchObject({
      ranks: { 'studio-1': { portTakenBy: 'node of _www on port 8080' } },
    })
    const own = mac([ROW]).answers(listeners(8080), { exit: 0, stdout: stranger.replace('4711', '42'), stderr: '' })
    expect(await observe(own.readers(), inputs)).toMatchObject({ ranks: { 'studio-1': { portTakenBy: null } } })
    const sibling = { ...ROW, label: 'com.macloom.rank.other', pid: 4711 }
    const swapped = mac([sibling]).answers(listeners(8080), { exit: 0, stdout: stranger, stderr: '' })
    expect(await observe(swapped.readers(), inputs)).toMatchObject({ ranks: { 'studio-1': { portTakenBy: null } } })
  })

  it('says the same of a stranger that was restarted meanwhile, so that a refresh shows no drift', async () => {
    const held = (pid: string) =>
      mac([]).answers(listeners(8080), { exit: 0, stdout: `p${pid}\ncnode\nL_www\nn*:8080\n`, stderr: '' })
    expect(await observe(held('4711').readers(), inputs)).toEqual(await observe(held('815').readers(), inputs))
  })

  it('does not know who holds the port when sudo refuses lsof, and reads all the rest', async () => {
    const refused = mac([]).answers(listeners(8080), { exit: 1, stdout: '', stderr: 'sudo: a password is required' })
    const observed = await observe(refused.readers(), inputs)
    expect(observed).toMatchObject({
      ranks: {
        'studio-1': {
          job: 'absent',
          portTakenBy: { unknown: expect.stringContaining('a password is required') as string },
        },
      },
    })
    expect(findings(inputs, observed)).toEqual([])
  })

  it('tells the digest of what is there from that of what should be: a changed byte, another user, another prefix', async () => {
    const whole = await observe(mac([ROW], {}, sumsOf('0'.repeat(64))).readers(), inputs)
    const other = await observe(mac([ROW], {}, sumsOf('1'.repeat(64))).readers(), inputs)
    const [one, two] = [whole, other].map(({ ranks }) => ranks['studio-1'])
    expect(one).not.toEqual(two)
    expect(plist(inputs, 0, { user: 'admin', prefix: '' })).not.toBe(plist(inputs, 0, { user: 'ai', prefix: '' }))
    expect(sharedFiles(inputs)['rank.sh']).not.toContain('admin')
  })

  it('calls a Mac that does not answer unknown: only a look can tell that a rank is dead', async () => {
    expect(await observe(new AskedMac('studio-1').goesDown().readers(), inputs)).toEqual({
      ranks: { 'studio-1': { unknown: 'refused' } },
      proof: { unknown: 'refused' },
      left: {},
      builds: {},
      startedFrom: startedFrom(inputs),
    })
  })

  it('finds a Mac that it no longer names by its claim, whoever has been looking before', async () => {
    const claim = JSON.stringify({ urn: 'urn', generation: 'g', disruptions: 0 })
    const facts = { 'claims/ShardDeployment+kimi': claim }
    const others = [
      new AskedMac('studio-2').knows(macRecord, { version: 1, facts }),
      new AskedMac('studio-3').knows(macRecord, { version: 1, facts: {} }),
    ]
    const { left } = await observe(mac([]).readers(...others), inputs)
    expect(left).toEqual({ 'studio-2': 'present' })
  })

  it('leaves alone a Mac of another lab that has a deployment of the same name', async () => {
    const lab = JSON.stringify({ lab: 'attic', since: '2026-10-01T00:00:00.000Z' })
    const claim = JSON.stringify({ urn: 'urn', generation: 'g', disruptions: 0 })
    const theirs = new AskedMac('attic').knows(macRecord, {
      version: 1,
      facts: { lab, 'claims/ShardDeployment+kimi': claim },
    })
    expect((await observe(mac([]).readers(theirs), inputs)).left).toEqual({})
    const ours = mac([], { lab })
    expect((await observe(ours.readers(theirs), inputs)).left).toEqual({ attic: 'present' })
  })

  it('remembers a Mac that left while it was silent, and has no word for one that it never was on', async () => {
    const silent = ['studio-2', 'studio-3'].map((name) => new AskedMac(name).goesDown())
    const last = { ...(await observe(mac([]).readers(), inputs)), left: { 'studio-2': 'present' as const } }
    const { left } = await observe(mac([]).readers(...silent), inputs, last)
    expect(left).toEqual({ 'studio-2': { unknown: 'refused' } })
  })
})

function sumsOf(sum: string): string {
  return `${sum}  /usr/local/macloom/jobs/kimi/rank.sh\n${sum}  /Library/LaunchDaemons/com.macloom.rank.kimi.plist\n`
}

describe('the job of a rank', () => {
  it('waits for memory to be given back, starts at boot, and never comes back alone', () => {
    const text = plist(inputs, 0, { user: 'admin', prefix: '' })
    expect(text).toContain('<key>ExitTimeOut</key>\n\t<integer>600</integer>')
    expect(text).toContain('<key>RunAtLoad</key>\n\t<true/>')
    expect(text).toContain('<key>KeepAlive</key>\n\t<false/>')
    expect(text).toContain('<string>/usr/local/macloom/jobs/kimi/rank.sh</string>')
  })
})

describe('the answer of a group', () => {
  const read = (stdout: string) => completion('kimi').read({ exit: 0, stdout, stderr: '' })

  it('is a proof when it holds a token, whatever that token looks like', () => {
    const body = '{"choices": [{"text": ""}], "usage": {"completion_tokens": 4}}'
    expect(read(`1790000000 200\n${body}\n`)).toEqual({ at: 1_790_000_000, status: 200, text: '', body })
  })

  it.each([
    ['a dead generation thread', '{"error": "generation thread died"}'],
    ['no token', '{"choices": [{"text": ""}], "usage": {"completion_tokens": 0}}'],
    ['something that is no JSON', 'Bad gateway'],
  ])('is no proof when it is %s', (_name, body) => {
    expect(read(`1790000000 200\n${body}\n`)).toMatchObject({ text: null, body })
  })

  it('is not taken for one when there is none', () => {
    expect(() => read('')).toThrow('a completion')
  })
})
