import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { workOrder, type WorkOrder } from '../../resources/words.js'
import { rankLabel } from '../../resources/labels.js'
import { workOrderSheet } from '../../report/work-orders.js'
import type { Sim } from '../../sim/sim.js'
import { readLabFiles } from '../lab-files.js'
import { findUv } from '../lock/find-uv.js'
import { writeLock } from '../lock/write-lock.js'
import { Checks } from './checks.js'
import { end, invitation } from './keeping.js'
import { Narrator } from './narrator.js'
import { Pulumi, type PulumiResult } from './pulumi.js'
import { differing, settingsOf } from './settings.js'
import { colleague, DEMO, freshFolder, makeModel, singleRank, startMacs, type Tools } from './stage.js'

const PROMPT = 'From cable to token'
const TOKENS = 12
const started = Date.now()

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function act(title: string): void {
  say(`\n== ${title} (${Math.round((Date.now() - started) / 1000)} s)`)
}

interface Stage {
  readonly pulumi: Pulumi
  /** The same engine where it would say again what it has just said. */
  readonly unheard: Pulumi
  readonly sim: Sim
  readonly checks: Checks
  readonly tools: Tools
}

const keep = process.argv.includes('--keep')
const tools: Tools = { python: process.env['MACLOOM_MLX_PYTHON'] ?? null }
/** The lab whose ranks this machine can run. */
const LAB = tools.python === null ? 'demo-stand-in' : 'demo'
const checks = new Checks(say)

async function main(): Promise<number> {
  if (tools.python === null) say('No Python here: the ranks are named stand-ins, no real MLX runs.')
  freshFolder()
  makeModel(tools)
  await writeLock(readLabFiles(process.cwd(), LAB), {
    uv: findUv(process.env),
    hub: '',
    token: undefined,
    say: (line) => say(`  ${line}`),
  })
  const sim = await startMacs(readLabFiles(process.cwd(), LAB).lab)
  const interrupted = (exit: number) => () => void sim.stop().then(() => process.exit(exit))
  const handlers = { SIGINT: interrupted(130), SIGTERM: interrupted(143) }
  for (const [signal, handler] of Object.entries(handlers)) process.once(signal, handler)
  const home = resolve(DEMO, 'pulumi')
  try {
    const setting = { project: process.cwd(), home, stack: LAB, env: process.env }
    const pulumi = new Pulumi({ ...setting, hear })
    await story({ pulumi, unheard: new Pulumi(setting), sim, checks, tools })
    if (keep) {
      for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler)
      say(invitation(LAB, sim.macs, pulumi.environment()))
      const where = await end(sim)
      say(
        where === 'here'
          ? '\nStopping: the Macs of the demo are switched off.'
          : '\nThe sim was taken down from elsewhere.',
      )
    }
  } finally {
    await sim.stop()
    rmSync(join(home, 'tmp'), { recursive: true, force: true })
  }
  say(
    `\n${checks.failed.length === 0 ? 'Everything held' : `${checks.failed.length} promises did not hold`}, after ${Math.round((Date.now() - started) / 1000)} s. Nothing of it runs any more.`,
  )
  return checks.failed.length === 0 ? 0 : 1
}

function hear(): (text: string) => void {
  const narrator = new Narrator(say)
  return (text) => narrator.hear(text)
}

async function story(stage: Stage): Promise<void> {
  const { pulumi, sim } = stage
  await must(pulumi.run('stack', 'init'))
  const before = snapshot(sim)
  act('pulumi up: everything that needs no person')
  await must(pulumi.run('up', '--yes', '--skip-preview'))
  await workOfAPerson(stage)
  act('pulumi up again: it goes on by itself')
  await must(pulumi.run('up', '--yes', '--skip-preview'))
  await token(stage)
  await drift(stage)
  if (keep) return
  act('pulumi destroy: the Macs are given back')
  await must(pulumi.run('destroy', '--yes', '--skip-preview'))
  for (const [mac, text] of Object.entries(snapshot(sim))) {
    const lines = differing(before[mac] ?? '', text)
    checks.hold(`${mac} is as it was found, byte for byte`, lines.length === 0, lines.join('\n'))
  }
}

async function workOfAPerson({ pulumi, sim }: Stage): Promise<void> {
  const orders = await ordersOf(pulumi)
  act('what is left for a person')
  say(workOrderSheet(orders))
  checks.hold(
    'the sheet has the plug to move',
    orders.some(({ move }) => move !== undefined),
  )
  checks.hold(
    'the sheet has the visit to recoveryOS',
    orders.some(({ hands }) => hands === 'enable RDMA in recoveryOS'),
  )
  act('hands: doing what the sheet says')
  for (const order of orders) await carryOut(sim, order)
}

async function carryOut(sim: Sim, { mac, hands, move }: WorkOrder): Promise<void> {
  if (hands === 'enable RDMA in recoveryOS') {
    say(`  ${mac}: recoveryOS, rdma_ctl enable, restart`)
    await sim.hands.enableRdma(mac)
  } else if (move?.to !== undefined && move.to !== null) {
    say(`  ${move.plug.mac}: plug from receptacle ${move.plug.receptacle} to ${move.to.mac}:${move.to.receptacle}`)
    await sim.hands.move(`${move.plug.mac}:${move.plug.receptacle}`, `${move.to.mac}:${move.to.receptacle}`)
  }
}

async function token(stage: Stage): Promise<void> {
  act('one completion from the served endpoint')
  checks.hold('nothing waits for a person any more', (await ordersOf(stage.pulumi)).length === 0)
  await compare(stage)
}

async function compare({ pulumi }: Stage): Promise<void> {
  const text = await complete(pulumi)
  const alone = singleRank(tools, PROMPT, TOKENS)
  say(`  across both Macs: ${JSON.stringify(text)}`)
  if (alone === null) {
    checks.hold('the stand-in ranks answer, and say what they are', text.includes('stand-in rank'))
    return
  }
  say(`  one rank alone:   ${JSON.stringify(alone.text)}`)
  say('  (ring on the CPU of this machine: proof of the path, no claim about speed)')
  checks.hold('the tokens are those of a single rank', text === alone.text)
}

async function complete(pulumi: Pulumi): Promise<string> {
  const endpoints = JSON.parse((await pulumi.run('stack', 'output', 'endpoints', '--json')).stdout) as Record<
    string,
    string
  >
  const response = await fetch(`${endpoints['tiny'] ?? ''}/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'default_model', prompt: PROMPT, max_tokens: TOKENS, temperature: 0 }),
    signal: AbortSignal.timeout(60_000),
  })
  const answer = (await response.json()) as { choices?: { text: string }[] }
  return answer.choices?.[0]?.text ?? JSON.stringify(answer)
}

async function drift(stage: Stage): Promise<void> {
  const { pulumi, unheard, sim } = stage
  act('drift: a plug is moved, a bridge comes back, a rank is killed')
  const [a = '', b = ''] = Object.keys(sim.macs)
  const plug = readLabFiles(process.cwd(), LAB).lab.links[0]?.between[1] ?? ''
  const port = readLabFiles(process.cwd(), LAB).lab.links[0]?.between[0]?.split(':')[1] ?? ''
  const wrong = `${b}:${Number(plug.split(':')[1]) + 2}`
  await colleague(sim, a, bridgeBack(Number(port)))
  await colleague(sim, b, `sudo -n launchctl kill SIGTERM system/${rankLabel('tiny')}`)
  await sim.hands.move(plug, wrong)
  say('  pulumi preview --diff: what has drifted, and what mending it costs')
  const preview = await pulumi.run('preview', '--diff')
  for (const [what, pattern] of DRIFTS)
    checks.hold(`preview shows ${what}, with its danger`, pattern.test(preview.text))
  say('  pulumi preview --expect-no-changes: the same as a gate for a pipeline')
  const gate = await unheard.run('preview', '--expect-no-changes')
  checks.hold('preview --expect-no-changes refuses with exit code 7', gate.exit === 7, `exit ${gate.exit}`)
  act('pulumi up: repaired as far as no hands are needed')
  await must(pulumi.run('up', '--yes', '--skip-preview'))
  act('hands: the plug goes back')
  for (const order of await ordersOf(pulumi)) await carryOut(sim, order)
  act('pulumi up again: it goes on with the plug in its place')
  await must(pulumi.run('up', '--yes', '--skip-preview'))
  act('one completion more, and a preview that finds nothing to do')
  await compare(stage)
  const quiet = await pulumi.run('preview', '--expect-no-changes')
  checks.hold('and nothing is left to do', quiet.exit === 0, quiet.text)
}

const DRIFTS: readonly (readonly [string, RegExp])[] = [
  ['the bridge', /bridge.*\[drops traffic\]/],
  ['the dead rank', /\[restarts ranks\]/],
  ['the plug', /waiting: .*plugged into/],
]

function bridgeBack(receptacle: number): string {
  // A Mac Studio: Thunderbolt 1 is en2 (facts on receptacle positions); the colleague looked it up.
  const device = `en${receptacle + 1}`
  const preferences = '"$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist'
  const key = ':VirtualNetworkInterfaces:Bridge:bridge0:Interfaces'
  // macOS itself puts the port into the kernel's bridge at the next hotplug: the plug that is moved right after.
  return `sudo -n PlistBuddy -c "Add ${key}: string ${device}" ${preferences}`
}

function snapshot(sim: Sim): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sim.world().macs).map(([name, mac]) => [
      name,
      settingsOf(mac, join(sim.directory, 'macs', name, 'root')),
    ]),
  )
}

async function ordersOf(pulumi: Pulumi): Promise<WorkOrder[]> {
  const { stdout } = await pulumi.run('stack', 'output', 'workOrders', '--json')
  return workOrder.array().parse(JSON.parse(stdout))
}

async function must(running: Promise<PulumiResult>): Promise<PulumiResult> {
  const result = await running
  if (result.exit !== 0) throw new Error(`pulumi ended with exit code ${result.exit}`)
  return result
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  return 1
})
