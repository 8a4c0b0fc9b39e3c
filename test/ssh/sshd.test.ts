import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { asRoot, onMac, run } from '../../src/command/command.js'
import type { ByteSource } from '../../src/command/mac.js'
import { hostKeyOf } from '../../src/ssh/host-key.js'
import type { Macs } from '../../src/ssh/macs.js'
import { TcpProxy } from './proxy.js'
import { newDesk, newKey, USER, type Desk } from './server.js'
import { LEFT_OUT, Sshd } from './sshd.js'
import { open, reply, troubleOf } from './talk.js'

/** Bytes that differ at every place, given out in uneven pieces. */
function source(size: number, piece = 100_000): ByteSource {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE((at * 2654435761) >>> 0, at)
  return {
    name: 'model.safetensors',
    size,
    async *read(from) {
      for (let at = from; at < size; at += piece) yield bytes.subarray(at, Math.min(size, at + piece))
    },
  }
}

async function whole(from: ByteSource): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of from.read(0)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe.skipIf(LEFT_OUT)('over OpenSSH’s own server', () => {
  let desk: Desk
  let sshd: Sshd
  let macs: Macs

  beforeAll(async () => {
    desk = newDesk()
    mkdirSync(join(desk.folder, 'bin'))
    sshd = await Sshd.start(desk, ['MaxStartups 100'])
  })
  afterAll(async () => {
    await sshd.stop()
    desk.remove()
  })
  beforeEach(() => {
    macs = open(desk, sshd)
  })
  afterEach(async () => {
    await macs.close()
  })

  it('a Mac is asked and told, and looks anew', async () => {
    const facts = reply('facts', run('cat', onMac('/fact')))
    const [reader, writer] = [macs.reader('studio'), macs.writer('studio')]
    expect(await reader.prefix()).toBe(desk.root)
    expect(await reader.ask(facts)).toMatchObject({ known: true, value: { exit: 1 } })
    await writer.tell({ what: 'write a fact', commands: [{ ...run('tee', onMac('/fact')), stdin: "it's ü\n" }] })
    expect(await reader.ask(facts)).toMatchObject({ known: true, value: { exit: 0, stdout: "it's ü\n" } })
  })

  it('a root command that sudo refuses is named before anything is changed', async () => {
    const sudo = join(desk.folder, 'bin', 'sudo')
    writeFileSync(sudo, '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n')
    chmodSync(sudo, 0o755)
    const commands = [run('touch', onMac('/touched')), asRoot('pmset', '-a', 'sleep', '0')]
    const trouble = await troubleOf(macs.writer('studio').tell({ what: 'set power', commands }))
    expect(trouble.trouble).toBe('privilege')
    expect(existsSync(join(desk.root, 'touched'))).toBe(false)
  })

  it('another host key and another user are told apart, and the key is shown', async () => {
    const pinned = newKey()
    const wrong = open(desk, { port: sshd.port, hostKey: pinned })
    expect((await troubleOf(wrong.reader('studio').prefix())).trouble).toBe('identity')
    const key = await hostKeyOf({ address: '127.0.0.1', port: sshd.port })
    expect(key).toEqual({ type: 'ssh-ed25519', fingerprint: sshd.hostKey.fingerprint })
    const stranger = open(desk, sshd, { connection: { identity: strangersKey(desk) } })
    const trouble = await troubleOf(stranger.reader('studio').prefix())
    expect([trouble.trouble, trouble.parts.seen]).toEqual(['auth', expect.stringContaining(`login as ${USER}`)])
    await Promise.all([wrong.close(), stranger.close()])
  })

  it('a session that dies in the middle of a tell is an unknown outcome', async () => {
    const kill = run('sh', '-c', 'kill -9 $PPID; sleep 0.2')
    const trouble = await troubleOf(macs.writer('studio').tell({ what: 'build', commands: [kill] }))
    expect(trouble.trouble).toBe('unknown-outcome')
    await macs.writer('studio').tell({ what: 'go on', commands: [run('true')] })
  })

  it('a question that hangs is ended on the Mac, also when its client is gone', async () => {
    const proxy = await TcpProxy.to(sshd.port)
    const mine = open(desk, { port: proxy.port, hostKey: sshd.hostKey })
    const pid = join(desk.root, 'pid')
    const hangs = { ...run('sh', '-c', 'echo $$ >"$MACLOOM_ROOT/pid"; exec sleep 600'), seconds: 60 }
    const asked = troubleOf(mine.reader('studio').ask(reply('hangs', hangs)))
    await vi.waitFor(() => {
      expect(readFileSync(pid, 'utf8')).toMatch(/^\d+\n$/)
    })
    await mine.close()
    expect((await asked).trouble).toBe('cancelled')
    await vi.waitFor(() => {
      expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH')
    }, 5000)
    await proxy.stop()
  })

  it('the first answer takes nine round trips at most, the next one three', async () => {
    const proxy = await TcpProxy.to(sshd.port)
    proxy.delayMs = 50
    const hello = reply('hello', run('echo', 'hello'))
    const mine = open(desk, { port: proxy.port, hostKey: sshd.hostKey }, { look: [hello] })
    await mine.reader('studio').ask(hello)
    const cold = proxy.roundTrips
    expect(cold).toBeLessThanOrEqual(9)
    mine.renew()
    await mine.reader('studio').ask(hello)
    expect(proxy.roundTrips - cold).toBeLessThanOrEqual(3)
    await mine.close()
    await proxy.stop()
  })

  it('fifty Macs are looked at together', async () => {
    const at = {
      address: '127.0.0.1',
      port: sshd.port,
      hostKey: sshd.hostKey.fingerprint,
      user: USER,
      identity: desk.identity,
    }
    const connections = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`mac-${String(index)}`, at]))
    const lab = open(desk, sshd, { connections })
    lab.prefetch()
    const prefixes = await Promise.all(lab.names.map((name) => lab.reader(name).prefix()))
    expect(new Set(prefixes)).toEqual(new Set([desk.root]))
    await lab.close()
  })

  describe('a file', () => {
    const to = '/incoming/part'
    const there = (): string => join(desk.root, to)
    beforeEach(() => {
      mkdirSync(join(desk.root, 'incoming'), { recursive: true })
    })

    it('arrives whole, with progress that only grows and ends at its size', async () => {
      const file = source(9_000_001)
      const seen: number[] = []
      await macs.writer('studio').send(file, to, 0, (bytes) => seen.push(bytes))
      expect(readFileSync(there()).equals(await whole(file))).toBe(true)
      expect(seen).toEqual([...seen].sort((a, b) => a - b))
      expect(seen.at(-1)).toBe(file.size)
    })

    it('goes on where it stopped when the connection broke', async () => {
      const file = source(8_000_000)
      const proxy = await TcpProxy.to(sshd.port)
      proxy.cut = { direction: 'up', after: 3_000_000, how: 'rst', times: 1 }
      const mine = open(desk, { port: proxy.port, hostKey: sshd.hostKey })
      let sure = 0
      const work = mine.writer('studio').send(file, to, 0, (bytes) => (sure = bytes))
      const trouble = await troubleOf(work)
      expect([trouble.trouble, trouble.parts.unchanged]).toEqual(['unreachable', 'What arrived stays there'])
      const { size } = statSync(there())
      expect(size).toBeGreaterThanOrEqual(sure)
      expect(size).toBeLessThan(file.size)
      await mine.writer('studio').send(file, to, size, () => undefined)
      expect(readFileSync(there()).equals(await whole(file))).toBe(true)
      await mine.close()
      await proxy.stop()
    })

    it('has no hole when less of it is there than was said, and ends where its source ends', async () => {
      writeFileSync(there(), 'x'.repeat(400))
      const file = source(1000)
      const trouble = await troubleOf(macs.writer('studio').send(file, to, 500, () => undefined))
      expect(trouble.parts.seen).toBe('it has only 400 bytes there, not 500')
      const bytes = await whole(file)
      writeFileSync(there(), Buffer.concat([bytes.subarray(0, 500), Buffer.alloc(2000, 'x')]))
      await macs.writer('studio').send(file, to, 500, () => undefined)
      expect(readFileSync(there()).equals(bytes)).toBe(true)
    })

    it('whose source ends early is not taken for whole', async () => {
      const file = { ...source(1000), size: 1001 }
      const trouble = await troubleOf(macs.writer('studio').send(file, to, 0, () => undefined))
      expect(trouble.parts.seen).toBe('the source ended at byte 1000 of 1001')
    })

    it('without a folder to go to, or on a disk that takes nothing more, is refused in words', async () => {
      const send = (path: string): Promise<void> => macs.writer('studio').send(source(1000), path, 0, () => undefined)
      expect((await troubleOf(send('/nowhere/part'))).parts.next).toBe('Make the folder first')
      execFileSync('ln', ['-sf', '/dev/full', join(desk.root, 'incoming', 'full')])
      const trouble = await troubleOf(send('/incoming/full'))
      expect(trouble.trouble).toBe('precondition')
      expect(trouble.parts.seen).toMatch(/^(the Mac could not write|its disk is full: 1000 bytes to go, \d+ free)$/)
    })
  })
})

describe.skipIf(LEFT_OUT)('an OpenSSH server that', () => {
  let desk: Desk
  beforeEach(() => {
    desk = newDesk()
  })
  afterEach(() => {
    desk.remove()
  })

  it('allows one session per connection is used one session at a time', async () => {
    const sshd = await Sshd.start(desk, ['MaxSessions 1'])
    const macs = open(desk, sshd)
    const asked = Array.from({ length: 3 }, async (_, index) => {
      macs.renew()
      return await macs.reader('studio').ask(reply(String(index), run('sleep', '0.1')))
    })
    const told = macs.writer('studio').tell({ what: 'nothing', commands: [run('true')] })
    expect(await Promise.all([...asked, told])).toMatchObject([
      { known: true },
      { known: true },
      { known: true },
      undefined,
    ])
    await macs.close()
    await sshd.stop()
  })

  it('takes passwords only is locked', async () => {
    const sshd = await Sshd.start(desk, ['PubkeyAuthentication no', 'PasswordAuthentication yes'])
    const macs = open(desk, sshd)
    expect((await troubleOf(macs.reader('studio').prefix())).trouble).toBe('locked')
    await macs.close()
    await sshd.stop()
  })

  it('takes RSA keys only with SHA-2 takes ours', async () => {
    const path = join(desk.home, '.ssh', 'id_rsa')
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', path])
    const sshd = await Sshd.start(desk, [`AuthorizedKeysFile ${path}.pub`])
    const macs = open(desk, sshd, { connection: { identity: path } })
    expect(await macs.reader('studio').prefix()).toBe(desk.root)
    await macs.close()
    await sshd.stop()
  })
})

function strangersKey(desk: Desk): string {
  const path = join(desk.folder, 'stranger')
  writeFileSync(path, newKey().pem, { mode: 0o600 })
  return path
}
