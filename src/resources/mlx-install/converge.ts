import { onMac, run, type MacPath } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Tell, Writer } from '../../command/mac.js'
import type { Work, Writers } from '../kind.js'
import { ownFolders, userOf } from '../own-folders.js'
import { again } from '../patience.js'
import { ENVIRONMENTS, INCOMING } from '../places.js'
import { ROOT } from '../record.js'
import { explained, fetchInto, fetchWhole, NO_RANGE, sha256On, verifyPart } from '../transfer.js'
import { declared, short } from './diff.js'
import type { MlxInstallInputs } from './inputs.js'
import type { MlxInstallObserved } from './outputs.js'
import { buildEnvironment, executable, finish, installUv, switchTo, unpackPython, versionsIn } from './steps.js'

const UNCHANGED = 'The environment that was current still is'

/** Builds what is missing beside what is there, verifies it, and switches to it last. Interrupted, the next run goes on. */
export async function converge(macs: Writers, work: Work<MlxInstallInputs, MlxInstallObserved>): Promise<void> {
  const { inputs, changes } = work
  const mac = macs.of(inputs.mac)
  if (changes.some(({ path }) => path !== 'current')) await build(mac, inputs)
  await mac.tell({ what: `make ${short(inputs.digest)} the current environment`, commands: [switchTo(inputs.digest)] })
}

async function build(mac: Writer, inputs: MlxInstallInputs): Promise<void> {
  const folders = [`${ROOT}/pythons`, `${ROOT}/uv`, ENVIRONMENTS, INCOMING]
  await mac.tell({ what: 'make the folders for MLX', commands: ownFolders(await userOf(mac), folders) })
  const python = await pythonOn(mac, inputs)
  const uv = await uvOn(mac, inputs, python)
  const { mlx, mlxLm, digest } = inputs
  await step(mac, `installing mlx ${mlx} and mlx-lm ${mlxLm}`, {
    what: `build the environment ${short(digest)}`,
    commands: [buildEnvironment(python, uv, inputs)],
  })
  await verify(mac, inputs)
}

/** The interpreter that environments are made with: the pinned archive, unpacked once, or the one that is declared. */
async function pythonOn(mac: Writer, { python }: MlxInstallInputs): Promise<MacPath> {
  if ('path' in python) {
    if (await there(mac, python.path)) return onMac(python.path)
    const seen = `there is no program at ${python.path}`
    throw new MacTrouble('precondition', { mac: mac.mac, doing: 'find Python', seen, unchanged: UNCHANGED })
  }
  const folder = `${ROOT}/pythons/${python.sha256}`
  if (!(await there(mac, `${folder}/bin/python3`))) await fetchPython(mac, python, folder)
  return onMac(`${folder}/bin/python3`)
}

interface Archive {
  readonly version: string
  readonly url: string
  readonly sha256: string
}

async function fetchPython(mac: Writer, { version, url, sha256 }: Archive, folder: string): Promise<void> {
  const part = `${INCOMING}/${sha256}.part`
  const name = `the archive of Python ${version}`
  // A transfer that was whole when the last run broke off is not asked for again: servers answer 416 to that.
  const whole = (await there(mac, part, 'file')) && (await sha256On(mac, part)) === sha256
  if (!whole) {
    const what = `fetch ${name}`
    const accept = { 0: [NO_RANGE] }
    await step(mac, `fetching Python ${version}`, { what, commands: [fetchInto(part, url, 900)], accept })
    if (!(await there(mac, part, 'file'))) {
      await step(mac, `fetching Python ${version} whole`, { what, commands: [fetchWhole(part, url)] })
    }
    await verifyPart(mac, part, { name, sha256 })
  }
  await step(mac, `unpacking Python ${version}`, { what: `unpack ${name}`, commands: [unpackPython(part, folder)] })
}

async function uvOn(mac: Writer, inputs: MlxInstallInputs, python: MacPath): Promise<string> {
  const folder = `${ROOT}/uv/${inputs.uv.version}`
  if (!(await there(mac, `${folder}/bin/uv`))) {
    const commands = [installUv(python, folder, inputs)]
    await step(mac, `installing uv ${inputs.uv.version}`, { what: `install uv ${inputs.uv.version}`, commands })
  }
  return `${folder}/bin/uv`
}

async function verify(mac: Writer, inputs: MlxInstallInputs): Promise<void> {
  const { digest, needs: _, ...lock } = inputs
  mac.progress('verifying the new environment: imports, versions, one operation')
  const answer = await mac.ask(again(versionsIn(digest)))
  const wrong = answer.known ? differing(inputs, answer.value) : answer.why
  if (!answer.known || wrong !== '') {
    throw new MacTrouble('integrity', {
      mac: mac.mac,
      doing: `verify the environment ${short(digest)}`,
      seen: wrong,
      unchanged: UNCHANGED,
      next: 'Run `macloom lock`, so that the versions and the lock agree, or declare what the lock installs',
    })
  }
  const commands = finish(digest, JSON.stringify({ ...lock, digest }), answer.value)
  await mac.tell({ what: `give the environment ${short(digest)} its name`, commands })
}

function differing(inputs: MlxInstallInputs, versions: Readonly<Record<string, string>>): string {
  const wrong = Object.entries(declared(inputs)).filter(
    ([name, to]) => versions[name] !== to && !(name === 'python' && versions[name]?.startsWith(`${to}.`) === true),
  )
  return wrong.map(([name, to]) => `it has ${name} ${versions[name] ?? 'not at all'}, declared is ${to}`).join('; ')
}

async function there(mac: Writer, path: string, kind: 'program' | 'file' = 'program'): Promise<boolean> {
  const question = executable(path)
  const command = kind === 'program' ? question.command : run('test', '-f', onMac(path))
  const answer = await mac.ask(again({ ...question, command }))
  if (answer.known) return answer.value
  throw new MacTrouble('remote-failed', { mac: mac.mac, doing: `look for ${path}`, seen: answer.why })
}

async function step(mac: Writer, line: string, tell: Tell): Promise<void> {
  mac.progress(line)
  try {
    await mac.tell(tell)
  } catch (error) {
    const next =
      'Run `pulumi up` again: it goes on from what is there. If the index is out of reach, declare `mlx.index`'
    throw explained(error, { doing: tell.what, unchanged: UNCHANGED, next })
  }
}
