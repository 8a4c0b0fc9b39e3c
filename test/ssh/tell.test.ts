import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asRoot, onMac, run, type Command } from '../../src/command/command.js'
import { Secret } from '../../src/command/secret.js'
import type { Macs } from '../../src/ssh/macs.js'
import { TcpProxy } from './proxy.js'
import { newDesk, TestServer, type Desk } from './server.js'
import { open, reply, SHELLS, troubleOf } from './talk.js'

const script = (text: string): Command => run('sh', '-c', text)
const note = (word: string): Command => script(`echo ${word} >>"$MACLOOM_ROOT/notes"`)

describe.each(SHELLS)('telling a Mac whose sh is %s', (_name, shell) => {
  let desk: Desk
  let server: TestServer
  let proxy: TcpProxy
  let macs: Macs

  beforeEach(async () => {
    desk = newDesk()
    const bin = join(desk.folder, 'bin')
    mkdirSync(bin)
    mkdirSync(join(desk.root, 'private', 'tmp'), { recursive: true })
    server = await TestServer.start({ desk, shell, env: { MACLOOM_PATH: `${bin}:/usr/bin:/bin` } })
    proxy = await TcpProxy.to(server.port)
    macs = open(desk, { port: proxy.port, hostKey: server.hostKey })
  })
  afterEach(async () => {
    await macs.close()
    await proxy.stop()
    await server.stop()
    desk.remove()
  })

  const notes = (): string =>
    existsSync(join(desk.root, 'notes')) ? readFileSync(join(desk.root, 'notes'), 'utf8') : ''
  const lock = (): string => join(desk.root, 'private', 'tmp', 'macloom.lock')
  const tell = (what: string, ...commands: Command[]): Promise<void> => macs.writer('studio').tell({ what, commands })
  const sudo = (body: string): void => {
    const path = join(desk.folder, 'bin', 'sudo')
    writeFileSync(path, `#!/bin/sh\n${body}\n`)
    chmodSync(path, 0o755)
  }

  it('runs the commands in order and stops at the first that fails, saying what was not run', async () => {
    const failing = script('echo half; echo "no such service" >&2; exit 4')
    const trouble = await troubleOf(tell('set the address', note('one'), failing, note('three')))
    expect(notes()).toBe('one\n')
    expect(trouble.trouble).toBe('remote-failed')
    expect(trouble.message).toContain('studio: set the address: `sh -c echo half;')
    expect(trouble.message).toContain('ended with exit code 4: no such service.')
    expect(trouble.parts.unchanged).toBe('1 further command(s) of this change were not run')
  })

  it('takes other exit codes for success where the tell says so', async () => {
    const commands = [script('exit 3'), note('after')]
    await macs.writer('studio').tell({ what: 'boot out', commands, accept: { 0: [3, 113] } })
    expect(notes()).toBe('after\n')
    const trouble = await troubleOf(
      macs.writer('studio').tell({ what: 'boot out', commands, accept: { 0: [4], 1: [3] } }),
    )
    expect(trouble.parts.seen).toBe('`sh -c exit 3` ended with exit code 3 and said nothing')
  })

  it('hides secrets in what a failed command printed', async () => {
    const leaky: Command = { ...script('cat >&2; exit 1'), stdin: new Secret('hunter2') }
    const trouble = await troubleOf(tell('store the key', leaky))
    expect(trouble.message).toContain('ended with exit code 1: [secret]')
    expect(trouble.message).not.toContain('hunter2')
  })

  it('changes nothing when sudo refuses one of the commands, and names it', async () => {
    sudo('case "$*" in "-n -l "*pmset*) exit 1;; "-n -l "*) exit 0;; esac; shift; exec "$@"')
    const trouble = await troubleOf(
      tell('set power', asRoot('touch', onMac('/made')), asRoot('pmset', '-a', 'sleep', '0')),
    )
    expect(trouble.trouble).toBe('privilege')
    expect(trouble.parts.seen).toBe(
      '`sudo pmset -a sleep 0` may not be run as root without a password (sudo -n refuses it)',
    )
    expect(existsSync(join(desk.root, 'made'))).toBe(false)
  })

  it('says that sudo asks for a password when it shows only at the command itself', async () => {
    sudo('case "$*" in "-n -l "*) exit 0;; esac; echo "sudo: a password is required" >&2; exit 1')
    const trouble = await troubleOf(tell('set power', asRoot('pmset', '-a', 'sleep', '0')))
    expect(trouble.trouble).toBe('privilege')
    expect(trouble.message).toContain('macloom sudoers')
  })

  it('runs root commands through sudo with the environment as arguments', async () => {
    sudo('case "$*" in "-n -l "*) exit 0;; esac; echo "$*" >>"$MACLOOM_ROOT/notes"')
    await tell('load a job', { ...asRoot('launchctl', 'bootstrap', 'system'), env: { A: 'x y' } })
    expect(notes()).toBe('-n env A=x y launchctl bootstrap system\n')
  })

  it('makes tells of one process wait for each other, in order', async () => {
    const words = ['a', 'b', 'c', 'd']
    const work = words.map((word) =>
      tell(`note ${word}`, script(`echo ${word}1 >>"$MACLOOM_ROOT/notes"`), note(`${word}2`)),
    )
    await Promise.all(work)
    expect(notes()).toBe('a1\na2\nb1\nb2\nc1\nc2\nd1\nd2\n')
  })

  const UNTIL_GO = 'until [ -e "$MACLOOM_ROOT/go" ]; do sleep 0.05; done'
  const go = (): void => {
    writeFileSync(join(desk.root, 'go'), '')
  }

  it('waits for the lock of another operation and says for whom', async () => {
    const other = open(desk, server, { operation: 'other-up' })
    const first = other.writer('studio').tell({ what: 'take a while', commands: [script(UNTIL_GO), note('1')] })
    await vi.waitFor(() => {
      expect(existsSync(lock())).toBe(true)
    })
    const lines: string[] = []
    const progress = (line: string): void => {
      lines.push(line)
      go()
    }
    await macs.writer('studio', { operation: 'ours', progress }).tell({ what: 'go on', commands: [note('2')] })
    await first
    await other.close()
    expect(notes()).toBe('1\n2\n')
    expect(lines).toEqual(['waiting for operation other-up take a while, which holds this Mac'])
    expect(existsSync(lock())).toBe(false)
  })

  it('is busy, and names the operation, when the lock is not given back in time', async () => {
    const other = open(desk, server, { operation: 'other-up' })
    const first = other.writer('studio').tell({ what: 'build an environment', commands: [script(UNTIL_GO)] })
    await vi.waitFor(() => {
      expect(existsSync(lock())).toBe(true)
    })
    const hasty = open(desk, server, { clocks: { lock: 1 } })
    const trouble = await troubleOf(hasty.writer('studio').tell({ what: 'go on', commands: [note('never')] }))
    expect(trouble.trouble).toBe('busy')
    expect(trouble.parts.seen).toMatch(/^operation other-up build an environment holds this Mac \(process \d+\)$/)
    expect(notes()).toBe('')
    go()
    await first
    await other.close()
    await hasty.close()
  })

  it.each([
    ['has ended', '999999\nMon Jan  1 00:00:00 2024\nold-up\n'],
    ['has ended and left its number to another process', `${String(process.pid)}\nMon Jan  1 00:00:00 2024\nold-up\n`],
  ])('takes over the lock of a holder that %s', async (_case, text) => {
    writeFileSync(lock(), text)
    await tell('go on', note('done'))
    expect(notes()).toBe('done\n')
    expect(existsSync(lock())).toBe(false)
  })

  it('does not know the outcome when the connection breaks in the middle, and never sends it twice', async () => {
    const work = tell('build', note('begun'), script(UNTIL_GO), note('ended'))
    await vi.waitFor(() => {
      expect(notes()).toBe('begun\n')
    })
    proxy.reset()
    const trouble = await troubleOf(work)
    expect(trouble.trouble).toBe('unknown-outcome')
    expect(trouble.parts.seen).toMatch(/it may have run and may still be running$/)
    // The script outlives its client, and the next tell waits for it.
    await macs.writer('studio', { progress: go }).tell({ what: 'go on', commands: [note('next')] })
    expect(notes()).toBe('begun\nended\nnext\n')
  })

  it('does not know the outcome of a command that takes longer than its deadline', async () => {
    const trouble = await troubleOf(tell('build', { ...script(UNTIL_GO), seconds: 0.3 }, note('late')))
    expect(trouble.trouble).toBe('unknown-outcome')
    expect(trouble.parts.seen).toContain('no end within 0.3 s, during `sh -c until')
    await macs.writer('studio', { progress: go }).tell({ what: 'go on', commands: [note('next')] })
    expect(notes()).toBe('late\nnext\n')
  })

  it('does not know the outcome when the session is killed, though that looks like a quiet end', async () => {
    const trouble = await troubleOf(tell('build', note('begun'), script('kill -9 $PPID; sleep 0.2')))
    expect(trouble.trouble).toBe('unknown-outcome')
    expect(notes()).toBe('begun\n')
  })

  it('takes over the lock of a session that was killed', async () => {
    await troubleOf(tell('build', script('kill -9 $PPID; sleep 0.2')))
    await tell('go on', note('next'))
    expect(notes()).toBe('next\n')
  })

  it('does nothing when only a part of the script arrives', async () => {
    await macs.reader('studio').prefix()
    const sent = proxy.bytes.up
    await tell('note', note('first'))
    const length = proxy.bytes.up - sent
    for (const part of [0.3, 0.6, 0.9]) {
      const cut = await TcpProxy.to(server.port)
      const mine = open(desk, { port: cut.port, hostKey: server.hostKey })
      await mine.reader('studio').prefix()
      cut.cutNow('up', Math.floor(length * part))
      const long = { ...note('never'), env: { PADDING: 'x'.repeat(100) } }
      const trouble = await troubleOf(mine.writer('studio').tell({ what: 'note', commands: [long] }))
      expect(['unknown-outcome', 'unreachable']).toContain(trouble.trouble)
      await mine.close()
      await cut.stop()
    }
    expect(notes()).toBe('first\n')
  })

  it('says that the disk may be full when the lock cannot be written', async () => {
    rmSync(join(desk.root, 'private'), { recursive: true })
    writeFileSync(join(desk.root, 'private'), 'a file where a folder should be')
    const trouble = await troubleOf(tell('note', note('never')))
    expect(trouble.trouble).toBe('precondition')
    expect(notes()).toBe('')
  })

  it('shows commands in troubles without their stdin and not longer than a line or two', async () => {
    const long = run('false', 'x'.repeat(5000))
    const trouble = await troubleOf(tell('fail', { ...long, stdin: 'not shown' }))
    expect(trouble.message.length).toBeLessThan(600)
    expect(trouble.message).not.toContain('not shown')
  })
})

it('a look that runs beside a tell is not kept after it', async () => {
  const desk = newDesk()
  const server = await TestServer.start({ desk })
  const file = reply('file', run('sh', '-c', 'cat "$MACLOOM_ROOT/file"; sleep 0.5'))
  const macs = open(desk, server, { look: [file] })
  const [reader, writer] = [macs.reader('studio'), macs.writer('studio')]
  const early = reader.ask(file)
  await vi.waitFor(() => {
    expect(server.seen.commands).toHaveLength(1)
  })
  await writer.tell({ what: 'write', commands: [{ ...run('tee', onMac('/file')), stdin: 'new' }] })
  expect(await reader.ask(file)).toMatchObject({ known: true, value: { stdout: 'new' } })
  await early
  await macs.close()
  await server.stop()
  desk.remove()
})
