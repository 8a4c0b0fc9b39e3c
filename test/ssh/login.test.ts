import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/ssh/connection.js'
import { hostKeyOf, jumpBefore } from '../../src/ssh/host-key.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import type { OperatorEnv } from '../../src/ssh/operator.js'
import { newDesk, newKey, TestServer, USER, type Desk, type Key, type ServerOptions } from './server.js'
import { troubleOf } from './talk.js'

let desk: Desk
let cleaners: (() => unknown)[]

beforeEach(() => {
  desk = newDesk()
  cleaners = []
})
afterEach(async () => {
  for (const clean of cleaners.reverse()) await clean()
  desk.remove()
})

async function start(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const server = await TestServer.start({ desk, ...options })
  cleaners.push(() => server.stop())
  return server
}

function reach(server: TestServer, connection: Partial<Connection>, env: OperatorEnv = {}): Macs {
  const studio = {
    address: '127.0.0.1',
    port: server.port,
    hostKey: server.hostKey.fingerprint,
    user: USER,
    ...connection,
  }
  const macs = openMacs({ connections: { studio }, look: [], env: { HOME: desk.home, ...env } })
  cleaners.push(() => macs.close())
  return macs
}

function config(text: string, name = 'config'): void {
  writeFileSync(join(desk.home, '.ssh', name), text)
}

/** A real ssh-agent with these keys in it. */
async function agentWith(...keys: Key[]): Promise<string> {
  const socket = join(desk.folder, 'agent.sock')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  cleaners.push(() => agent.kill())
  await new Promise((resolve) => agent.stdout.once('data', resolve))
  for (const key of keys)
    execFileSync('ssh-add', ['-q', '-'], { input: key.pem, env: { SSH_AUTH_SOCK: socket }, stdio: 'pipe' })
  return socket
}

describe('the key that is offered', () => {
  it('is the one the lab file names, and no other, even beside an agent full of keys', async () => {
    const server = await start()
    const SSH_AUTH_SOCK = await agentWith(newKey(), newKey())
    expect(await reach(server, { identity: '~/.ssh/lab_key' }, { SSH_AUTH_SOCK }).reader('studio').prefix()).toBe(
      desk.root,
    )
    expect(new Set(server.seen.logins)).toEqual(new Set([`publickey ${USER}`]))
    expect(server.seen.logins).toHaveLength(2) // one question whether the key would do, one signature
  })

  it('comes from the agent when the lab file names none', async () => {
    const key = newKey()
    const server = await start({ accept: [key] })
    const SSH_AUTH_SOCK = await agentWith(newKey(), key)
    expect(await reach(server, {}, { SSH_AUTH_SOCK }).reader('studio').prefix()).toBe(desk.root)
  })

  it('comes from ~/.ssh when there is no agent', async () => {
    const key = newKey()
    const server = await start({ accept: [key] })
    writeFileSync(join(desk.home, '.ssh', 'id_ed25519'), key.pem)
    expect(await reach(server, {}).reader('studio').prefix()).toBe(desk.root)
  })

  it('comes from ~/.ssh when the agent is there and answers nothing', async () => {
    const server = await start()
    const socket = join(desk.folder, 'mute.sock')
    const held: Socket[] = []
    const mute = createServer((client) => held.push(client)).listen(socket)
    cleaners.push(() => {
      for (const client of held) client.destroy()
      mute.close()
    })
    config('IdentityFile ~/.ssh/lab_key\n')
    const macs = reach(server, {}, { SSH_AUTH_SOCK: socket })
    expect(await macs.reader('studio').prefix()).toBe(desk.root)
    const gone = reach(server, {}, { SSH_AUTH_SOCK: `${desk.folder}/nobody.sock` })
    expect(await gone.reader('studio').prefix()).toBe(desk.root)
  })

  it('with a passphrase is asked of the agent, by its public half, and said to need one without', async () => {
    const path = join(desk.home, '.ssh', 'locked')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'a passphrase', '-f', path])
    const server = await start()
    const trouble = await troubleOf(reach(server, { identity: path }).reader('studio').prefix())
    expect(trouble.trouble).toBe('auth')
    expect(trouble.parts.seen).toContain('needs a passphrase or is no private key: add it to the agent with ssh-add')

    writeFileSync(`${path}.pub`, `${desk.key.parsed.type} ${desk.key.parsed.getPublicSSH().toString('base64')}\n`)
    const SSH_AUTH_SOCK = await agentWith(newKey(), newKey(), desk.key)
    server.seen.logins.length = 0
    expect(await reach(server, { identity: path }, { SSH_AUTH_SOCK }).reader('studio').prefix()).toBe(desk.root)
    expect(server.seen.logins).toHaveLength(2)
  })
})

describe('~/.ssh/config', () => {
  it('gives an alias its address, port, user and key', async () => {
    const server = await start()
    config(
      `Host rack-* !rack-9\n  HostName 127.0.0.1\n  Port ${String(server.port)}\n  User ${USER}\n  IdentityFile ~/.ssh/lab_key\n`,
    )
    const connections = { studio: { address: 'rack-1', hostKey: server.hostKey.fingerprint } }
    const macs = openMacs({ connections, look: [], env: { HOME: desk.home, USER: 'somebody' } })
    cleaners.push(() => macs.close())
    expect(await macs.reader('studio').prefix()).toBe(desk.root)
  })

  it('is read with what it includes, and the lab file stands above it', async () => {
    const server = await start()
    mkdirSync(join(desk.home, '.ssh', 'conf.d'))
    config('Include conf.d/rack "~/.ssh/none"\nHost *\n  User nobody\n  Port 1\n')
    config('Host rack-1\n  HostName 127.0.0.1\n  IdentityFile %d/.ssh/lab_key\n', 'conf.d/rack')
    expect(await reach(server, { address: 'rack-1' }).reader('studio').prefix()).toBe(desk.root)
  })

  it('never starts a program', async () => {
    const server = await start()
    const marker = join(desk.folder, 'started')
    config(`Match exec "touch ${marker}"\n  User nobody\nHost *\n  IdentityFile ~/.ssh/lab_key\n`)
    await reach(server, {}).reader('studio').prefix()
    expect(() => {
      chmodSync(marker, 0o600)
    }).toThrow('ENOENT')
  })

  it('that names no user leaves the operator’s own name', async () => {
    const server = await start()
    const connections = {
      studio: { address: '127.0.0.1', port: server.port, hostKey: server.hostKey.fingerprint, identity: desk.identity },
    }
    const macs = openMacs({ connections, look: [], env: { USER } })
    cleaners.push(() => macs.close())
    expect(await macs.reader('studio').prefix()).toBe(desk.root)
    const nameless = openMacs({ connections, look: [] })
    expect((await troubleOf(nameless.reader('studio').prefix())).trouble).toBe('invalid')
  })
})

describe('a jump host', () => {
  it('is shared by the Macs behind it, and each end has its own pinned key', async () => {
    const [jump, one, two] = [await start(), await start(), await start()]
    const via = {
      user: USER,
      identity: desk.identity,
      jump: `${USER}@127.0.0.1:${String(jump.port)}`,
      jumpHostKey: jump.hostKey.fingerprint,
    }
    const connections = {
      one: { ...via, address: '127.0.0.1', port: one.port, hostKey: one.hostKey.fingerprint },
      two: { ...via, address: '127.0.0.1', port: two.port, hostKey: two.hostKey.fingerprint },
    }
    const macs = openMacs({ connections, look: [], env: { HOME: desk.home } })
    cleaners.push(() => macs.close())
    expect(await Promise.all([macs.reader('one').prefix(), macs.reader('two').prefix()])).toEqual([
      desk.root,
      desk.root,
    ])
    expect([jump, one, two].map((server) => server.seen.connections)).toEqual([1, 1, 1])
    expect(jump.seen.commands).toEqual([])
  })

  it('with another key than the pinned one is refused, and so is a Mac behind it', async () => {
    const [jump, mac] = [await start(), await start()]
    const via = { identity: desk.identity, jump: `${USER}@127.0.0.1:${String(jump.port)}` }
    const wrong = reach(mac, { ...via, jumpHostKey: mac.hostKey.fingerprint })
    expect((await troubleOf(wrong.reader('studio').prefix())).parts.seen).toContain(jump.hostKey.fingerprint)
    expect(jump.seen.logins).toEqual([])
    const other = reach(mac, { ...via, jumpHostKey: jump.hostKey.fingerprint, hostKey: jump.hostKey.fingerprint })
    const trouble = await troubleOf(other.reader('studio').prefix())
    expect([trouble.trouble, mac.seen.logins]).toEqual(['identity', []])
  })

  it('of ~/.ssh/config needs a pinned key in the lab file', async () => {
    const [jump, mac] = [await start(), await start()]
    config(
      `Host 127.0.0.1\n  ProxyJump gate\nHost gate\n  HostName 127.0.0.1\n  Port ${String(jump.port)}\n  User ${USER}\n`,
    )
    const trouble = await troubleOf(reach(mac, { identity: desk.identity }).reader('studio').prefix())
    expect(trouble.message).toContain('Put jumpHostKey in the lab file')
    const pinned = reach(mac, { identity: desk.identity, jumpHostKey: jump.hostKey.fingerprint })
    expect(await pinned.reader('studio').prefix()).toBe(desk.root)
  })

  it('of ~/.ssh/config is passed to learn the host key of a Mac behind it, once its own is pinned', async () => {
    const [jump, mac] = [await start(), await start()]
    config(
      `Host mac\n  HostName 127.0.0.1\n  Port ${String(mac.port)}\n  ProxyJump gate\nHost gate\n  HostName 127.0.0.1\n  Port ${String(jump.port)}\n  User ${USER}\n`,
    )
    const env = { HOME: desk.home, USER }
    expect(await jumpBefore('mac', env)).toEqual({ address: 'gate' })
    const { fingerprint } = await hostKeyOf({ address: 'gate' }, env)
    expect(fingerprint).toBe(jump.hostKey.fingerprint)
    const whose = { address: 'mac', identity: desk.identity }
    expect((await hostKeyOf({ ...whose, jumpHostKey: fingerprint }, env)).fingerprint).toBe(mac.hostKey.fingerprint)
    expect([jump.seen.connections, mac.seen.connections, mac.seen.logins]).toEqual([2, 1, []])
    const unpinned = await troubleOf(hostKeyOf(whose, env))
    expect(unpinned.message).toContain('the jump host has no pinned key')
  })

  it('that cannot reach the Mac makes the Mac unreachable, not itself', async () => {
    const jump = await start()
    const macs = reach(
      jump,
      {
        identity: desk.identity,
        port: 1,
        jump: `127.0.0.1:${String(jump.port)}`,
        jumpHostKey: jump.hostKey.fingerprint,
      },
      { USER },
    )
    const trouble = await troubleOf(macs.reader('studio').prefix())
    expect(trouble.trouble).toBe('unreachable')
    expect(trouble.message).toContain(`connect to ${USER}@127.0.0.1:1`)
  })
})
