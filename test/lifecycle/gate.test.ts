import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { fabric } from '../../src/resources/fabric/fabric.js'
import type { MacInputs } from '../../src/resources/mac/inputs.js'
import { mac } from '../../src/resources/mac/mac.js'
import { modelFiles } from '../../src/resources/model-files/model-files.js'
import { osSettings } from '../../src/resources/os-settings/os-settings.js'
import { PAIR } from '../sim/lab.js'
import { Stage } from './stage.js'

const ONE = { ...PAIR, macs: { 'studio-1': { model: 'Mac15,14' } }, cables: [] }
const declared = (changes: Partial<MacInputs> = {}): MacInputs => ({
  needs: [],
  lab: 'bench',
  mac: 'studio-1',
  claims: [],
  ...changes,
})

describe('before any write', { timeout: 60_000 }, () => {
  let stage: Stage
  afterEach(() => stage.close())

  it.each<[string, Partial<MacInputs>, RegExp]>([
    ['another serial number', { serial: 'C07OTHER' }, /its serial is \w+, declared is C07OTHER/],
    ['another model', { model: 'Mac16,9' }, /model is Mac15,14, declared is Mac16,9/],
    ['a macOS that is too old', { minimumMacos: '27.0' }, /declared is macOS 27\.0 or later/],
  ])('the wrong Mac is refused: %s', async (_name, changes, sentence) => {
    stage = await Stage.open(ONE)
    const before = stage.settings()
    await expect(stage.settle(mac, declared(changes))).rejects.toThrow(sentence)
    expect(stage.told).toEqual([])
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('a Mac of another lab is refused by name, taken over in words, and refused to the old lab then', async () => {
    stage = await Stage.open(ONE)
    await stage.settle(mac, declared({ lab: 'attic' }), 'urn:attic')
    await expect(stage.settle(mac, declared())).rejects.toThrow(/the lab attic owns it since/)
    expect(stage.told).toEqual([])
    expect(await stage.settle(mac, declared({ takeOver: 'attic' }))).toMatchObject({ ready: { state: 'ready' } })
    await expect(stage.settle(mac, declared({ lab: 'attic' }), 'urn:attic')).rejects.toThrow(/the lab bench owns it/)
  })

  it('of two labs that look at a free Mac at the same time one gets it, and the other is told so', async () => {
    stage = await Stage.open(ONE)
    const labs = ['attic', 'bench'] as const
    const both = await Promise.allSettled(labs.map((lab) => stage.settle(mac, declared({ lab }), `urn:${lab}`)))
    const winner = labs[both.findIndex(({ status }) => status === 'fulfilled')] ?? 'nobody'
    const lost = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(lost).toEqual([expect.stringContaining('meanwhile it was claimed: ')])
    expect(lost[0]).toContain(winner)
    const again = { lab: winner }
    expect(await stage.settle(mac, declared(again), `urn:${winner}`)).toMatchObject({ ready: { state: 'ready' } })
  })

  it('a change of the network is refused while the Mac is managed over that port', async () => {
    stage = await Stage.open(PAIR)
    // The default route leads over a router behind receptacle 2.
    const routed = [
      'PlistBuddy -c \'Delete :VirtualNetworkInterfaces:Bridge:bridge0\' "$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist',
      'sudo -n ifconfig bridge0 deletem en3',
      'sudo -n ifconfig en3 up',
      "sudo -n networksetup -createnetworkservice Uplink 'Thunderbolt 2'",
      'sudo -n networksetup -setmanual Uplink 10.0.0.2 255.255.255.0 10.0.0.1',
      "sudo -n networksetup -ordernetworkservices Uplink Ethernet Wi-Fi 'Thunderbolt Bridge'",
    ]
    const said = await stage.bench.ssh(
      'studio-1',
      routed.map((line) => line.replace(/^Plist/, 'sudo -n Plist')).join(' && '),
    )
    expect(said).toMatchObject({ exit: 0, stderr: '' })
    const before = stage.settings()
    const port = { receptacle: 2, address: '10.77.0.1', netmask: '255.255.255.252', peerAddress: '10.77.0.2' }
    await expect(stage.settle(fabric, { needs: [], mac: 'studio-1', ports: [port] })).rejects.toThrow(
      /managed over en3/,
    )
    expect(stage.told).toEqual([])
    expect(Stage.differing(before, stage.settings())).toEqual([])
  })

  it('a wired limit that leaves macOS too little is refused with the arithmetic', async () => {
    stage = await Stage.open(ONE)
    const inputs = { needs: [], mac: 'studio-1', sleep: 'never' as const, wiredLimitMb: 520_000 }
    await expect(stage.settle(osSettings, inputs)).rejects.toThrow(
      /520000 MiB declared, but 524288 MiB of memory - 26214/,
    )
    expect(stage.told).toEqual([])
  })
})

describe('a group that the lab no longer declares', { timeout: 60_000 }, () => {
  let stage: Stage
  afterEach(() => stage.close())

  it('is stopped with SIGTERM, and its files stay', async () => {
    stage = await Stage.open(ONE)
    expect(await stage.bench.ssh('studio-1', rank('old'))).toMatchObject({ exit: 0, stderr: '' })
    expect(await stage.bench.ssh('studio-1', rank('kept'))).toMatchObject({ exit: 0, stderr: '' })
    const inputs = declared({ claims: ['ShardDeployment/kept'] })
    expect((await stage.look(mac, inputs)).shows).toEqual(['lab', 'deployments.old'])
    const outputs = await stage.settle(mac, inputs)
    expect(outputs.observed?.deployments).toEqual(['kept'])
    const files = await stage.bench.ssh('studio-1', 'ls "$MACLOOM_ROOT"/Library/LaunchDaemons')
    expect(files.stdout).toMatch(/com\.macloom\.rank\.old\.plist/)
  })
})

describe('a Mac that leaves the lab with a group still on it', { timeout: 60_000 }, () => {
  let stage: Stage
  afterEach(() => stage.close())

  it('has its rank stopped and its job file removed before the folder that they run from', async () => {
    stage = await Stage.open(ONE)
    const inputs = declared({ claims: ['ShardDeployment/kept'] })
    const { observed } = await stage.settle(mac, inputs)
    expect(await stage.bench.ssh('studio-1', rank('kept'))).toMatchObject({ exit: 0, stderr: '' })
    if (observed === null) throw new Error('the Mac did not answer')
    await stage.release(mac, inputs, observed)
    const job = await stage.bench.ssh('studio-1', 'launchctl print system/com.macloom.rank.kept')
    expect(job.exit).toBe(113)
    const files = await stage.bench.ssh(
      'studio-1',
      'ls "$MACLOOM_ROOT"/Library/LaunchDaemons "$MACLOOM_ROOT"/usr/local',
    )
    expect(files.stdout).not.toMatch(/com\.macloom\.rank|^macloom$/m)
  })

  it.each([
    [false, 'removed', false],
    [true, 'left', true],
  ])('with retain: %s, has the files of a model that was never given back %s', async (retain, _word, there) => {
    stage = await Stage.open(ONE)
    const { observed } = await stage.settle(mac, declared())
    if (observed === null) throw new Error('the Mac did not answer')
    const bytes = 'weights'
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const source = {
      name: 'w',
      size: bytes.length,
      read: async function* () {
        yield Buffer.from(bytes)
      },
    }
    const model = {
      ...{ needs: [], name: 'tiny', macs: ['studio-1'], source: { folder: 'tiny' }, retain },
      files: [{ name: 'model.safetensors', size: bytes.length, sha256 }],
    }
    stage.local = { open: async () => source }
    await stage.settle(modelFiles, model)
    await stage.release(mac, declared(), observed)
    const held = await stage.bench.ssh(
      'studio-1',
      'test -f "$MACLOOM_ROOT"/usr/local/macloom/models/tiny/model.safetensors',
    )
    expect(held.exit === 0).toBe(there)
  })
})

/** Shell lines that place and start a job like a rank of a deployment. */
function rank(deployment: string): string {
  const label = `com.macloom.rank.${deployment}`
  const file = `"$MACLOOM_ROOT"/Library/LaunchDaemons/${label}.plist`
  const plist = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    `<key>Label</key><string>${label}</string>`,
    '<key>ProgramArguments</key><array><string>/bin/sleep</string><string>600</string></array>',
    '<key>RunAtLoad</key><true/>',
    '</dict></plist>',
  ]
  const place = `printf '%s\\n' ${plist.map((line) => `'${line}'`).join(' ')} | sudo -n tee ${file} >/dev/null`
  return `${place} && sudo -n chmod 0644 ${file} && sudo -n launchctl bootstrap system ${file}`
}
