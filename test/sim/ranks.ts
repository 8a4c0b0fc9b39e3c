import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { startBench, until, type Bench } from './lab.js'
import { freePort } from '../free-port.js'

/** How a rank under launchd ends and begins again; without more it runs at load and ends for good. */
export interface RankKeys {
  readonly rank: number
  readonly size?: number
  readonly backend?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly exitTimeOut?: number
  readonly keepAlive?: boolean
}

export interface Ranks {
  readonly bench: Bench
  readonly port: number
  /** Gives every Mac another device matrix. */
  matrix(rows: unknown): void
  /** Takes both ports out of the bridge and gives them the addresses of a fabric. */
  address(): Promise<void>
  /** Brings everything back to the start. */
  forget(): Promise<void>
  /** Loads a rank on a Mac as launchd job `org.test.rank`. */
  start(mac: string, keys: RankKeys): Promise<void>
  stop(mac: string): Promise<void>
  /** Everything that the rank has said since its Mac began. */
  log(mac: string): string
  field(mac: string, name: string): Promise<string | undefined>
  /** What `ioclasscount` prints of protection domains. */
  domains(mac: string): Promise<number>
  ask(path: string): Promise<Answer>
}

export interface Answer {
  readonly status: number | null
  readonly text: string
}

export const JOB = 'org.test.rank'
const PLIST = `/Library/LaunchDaemons/${JOB}.plist`
const HURRY = 'rank in a hurry'
const CABLES = JSON.stringify([
  {
    ends: [
      { mac: 'studio-1', receptacle: 2 },
      { mac: 'studio-2', receptacle: 2 },
    ],
    gbps: null,
  },
])
const LOG = '/usr/local/run/log'
const MODEL = '/usr/local/model'

/** Two Studios on one cable between their receptacles 2, RDMA on, addressed as a fabric would. */
export async function startRanks(): Promise<Ranks> {
  const bench = await startBench()
  const port = await freePort()
  const names = Object.keys(bench.sim.macs)
  for (const mac of names) await bench.sim.hands.enableRdma(mac)
  for (const mac of names) {
    for (const folder of [MODEL, '/usr/local/run']) mkdirSync(join(bench.root(mac), folder), { recursive: true })
    writeFileSync(join(bench.root(mac), MODEL, 'config.json'), '{}')
  }
  const ranks = ranksOf(bench, port, await freePort())
  await ranks.forget()
  return { bench, port, ...ranks }
}

// en3 and en4 are the interfaces of receptacles 2 and 3.
async function address(bench: Bench): Promise<void> {
  const one = async (mac: string, at: number): Promise<void> => {
    const lines = ['en3', 'en4'].map((port, link) => {
      const inet = `sudo -n ifconfig ${port} inet 127.77.${link + 1}.${at + 1} netmask 255.255.255.252`
      return `sudo -n ifconfig bridge0 deletem ${port}; sudo -n ifconfig ${port} up; ${inet}`
    })
    const told = await bench.ssh(mac, lines.join(' && '))
    if (told.exit !== 0) throw new Error(`the ports of ${mac}: ${told.stderr}`)
  }
  await Promise.all(Object.keys(bench.sim.macs).map(one))
}

/** No rank, no fault, the one cable that belongs there, and all protection domains. */
async function forget(bench: Bench, { stop }: Pick<Ranks, 'stop'>): Promise<void> {
  const { hands } = bench.sim
  const macs = Object.values(bench.sim.world().macs)
  await Promise.all(macs.filter(({ jobs }) => JOB in jobs).map(({ name }) => stop(name)))
  for (const { name, faults } of macs) {
    for (const fault of Object.keys(faults)) if (fault !== HURRY) await hands.clearFault(name, fault)
    if (faults[HURRY] !== '3') await hands.setFault(name, HURRY, '3')
    rmSync(join(bench.root(name), LOG), { force: true })
    rmSync(join(bench.root(name), PLIST), { force: true })
  }
  const leaks = (mac: string): boolean =>
    Object.values(bench.sim.world().macs[mac]?.protectionDomains ?? {}).some((count) => count > 0)
  for (const { name } of macs) if (leaks(name)) await hands.reboot(name)
  if (JSON.stringify(bench.sim.world().cables) !== CABLES) await cableAgain(bench)
  const addressed = Object.values(bench.sim.world().macs).every(
    (mac) => mac.kernel.interfaces.en3?.addresses.length === 1 && !mac.kernel.bridges.bridge0?.members.includes('en3'),
  )
  if (!addressed) await address(bench)
}

async function cableAgain({ sim }: Bench): Promise<void> {
  for (const { ends } of sim.world().cables) {
    const [end] = ends
    if ('mac' in end) await sim.hands.unplug(`${end.mac}:${end.receptacle}`)
  }
  await sim.hands.plug('studio-1:2', 'studio-2:2')
}

function ranksOf(bench: Bench, port: number, coordinator: number): Omit<Ranks, 'bench' | 'port'> {
  const said = async (mac: string, line: string): Promise<string> => (await bench.ssh(mac, line)).stdout
  const field: Ranks['field'] = async (mac, name) =>
    new RegExp(`^\\t${name} = (.*)$`, 'm').exec(await said(mac, `launchctl print system/${JOB}`))?.[1]
  const matrix = (rows: unknown): void => {
    for (const mac of Object.keys(bench.sim.macs))
      writeFileSync(join(bench.root(mac), '/usr/local/ibv.json'), JSON.stringify(rows))
  }
  const stop = async (mac: string): Promise<void> => {
    await bench.ssh(mac, `sudo -n launchctl bootout system/${JOB}`)
    await until(async () => (await bench.ssh(mac, `launchctl print system/${JOB}`)).exit === 113)
  }
  const domains = async (mac: string): Promise<number> =>
    Number((await said(mac, 'ioclasscount AppleThunderboltRDMAProtectionDomain')).split(' = ')[1])
  return {
    ...{ field, matrix, stop, domains },
    address: () => address(bench),
    async forget() {
      matrix(MATRIX)
      await forget(bench, { stop })
    },
    async start(mac, keys) {
      const variables = { ...environment(keys, coordinator), ...keys.environment }
      writeFileSync(join(bench.root(mac), PLIST), plist(keys, variables, port), { mode: 0o644 })
      const told = await bench.ssh(mac, `sudo -n launchctl bootstrap system ${PLIST}`)
      if (told.exit !== 0) throw new Error(told.stderr)
    },
    log: (mac) => {
      const path = join(bench.root(mac), LOG)
      return existsSync(path) ? readFileSync(path, 'utf8') : ''
    },
    ask: (path) => ask(port, path),
  }
}

/** Devices from rank to rank of two ranks on one cable. */
export const MATRIX = [
  [null, 'rdma_en3'],
  ['rdma_en3', null],
]

function environment({ rank, size = 2, backend = 'jaccl' }: RankKeys, coordinator: number): Record<string, string> {
  return {
    ...{ MLX_RANK: String(rank), MACLOOM_SIZE: String(size), MACLOOM_BACKEND: backend, MACLOOM_RUN: '/usr/local/run' },
    ...{ MLX_IBV_DEVICES: '/usr/local/ibv.json', MLX_JACCL_COORDINATOR: `127.77.1.1:${coordinator}` },
  }
}

function plist(
  { exitTimeOut = 20, keepAlive = false }: RankKeys,
  variables: Record<string, string>,
  port: number,
): string {
  const words = ['/opt/macloom/stand-in-rank', '--model', MODEL, '--host', '127.0.0.1', '--port', String(port)]
  const entries = Object.entries(variables).map(([name, value]) => `<key>${name}</key><string>${value}</string>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>Label</key><string>${JOB}</string>
<key>ProgramArguments</key><array>${words.map((word) => `<string>${word}</string>`).join('')}</array>
<key>EnvironmentVariables</key><dict>${entries.join('')}</dict>
<key>RunAtLoad</key><true/><key>KeepAlive</key><${keepAlive}/>
<key>ThrottleInterval</key><integer>0</integer><key>ExitTimeOut</key><integer>${exitTimeOut}</integer>
<key>StandardOutPath</key><string>/usr/local/run/log</string>
<key>StandardErrorPath</key><string>/usr/local/run/log</string></dict></plist>
`
}

/** A request that is given up after a moment: a rank that hangs never answers (status null). */
function ask(port: number, path: string): Promise<Answer> {
  return new Promise((resolve) => {
    const asking = request({ port, path, method: path === '/health' ? 'GET' : 'POST', agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? null, text }))
    })
    asking.setTimeout(400, () => asking.destroy())
    asking.on('error', () => resolve({ status: null, text: '' }))
    asking.end(path === '/health' ? '' : '{}')
  })
}
