import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onMac, run } from '../../src/command/command.js'
import { Unreadable } from '../../src/command/errors.js'
import type { Question } from '../../src/command/question.js'
import { Secret } from '../../src/command/secret.js'
import type { Macs } from '../../src/ssh/macs.js'
import { newDesk, TestServer, type Desk, type ServerOptions } from './server.js'
import { open, reply, SHELLS, troubleOf } from './talk.js'

const WORDS = [
  '',
  ' ',
  "it's",
  '"',
  '$(id)',
  '`id`',
  '\\',
  '-n',
  'a\nb\n',
  'ü 日本 🍏',
  '*',
  '~',
  '!',
  '\t',
  '%s',
  '{a,b}',
]

describe.each(SHELLS)('asking a Mac whose sh is %s', (_name, shell) => {
  let desk: Desk
  let server: TestServer
  let macs: Macs

  beforeEach(() => {
    desk = newDesk()
  })
  afterEach(async () => {
    await macs.close()
    await server.stop()
    desk.remove()
  })

  async function start(look: readonly Question<unknown>[] = [], options: Partial<ServerOptions> = {}): Promise<void> {
    server = await TestServer.start({ desk, shell, ...options })
    macs = open(desk, server, { look })
  }

  it('asks the whole base look in one exec and shares it', async () => {
    const look = [reply('a', run('echo', 'one')), reply('b', run('sh', '-c', 'echo two >&2; exit 3'))] as const
    await start(look)
    macs.prefetch()
    const reader = macs.reader('studio')
    const [a, b, prefix] = await Promise.all([reader.ask(look[0]), reader.ask(look[1]), reader.prefix()])
    expect(a).toEqual({ known: true, value: { exit: 0, stdout: 'one\n', stderr: '' } })
    expect(b).toEqual({ known: true, value: { exit: 3, stdout: '', stderr: 'two\n' } })
    expect(prefix).toBe(desk.root)
    await reader.ask(look[0])
    expect(server.seen).toMatchObject({ connections: 1, commands: ['exec /bin/sh -s'] })
  })

  it('gathers questions that come together into one exec on the same connection', async () => {
    await start()
    const reader = macs.reader('studio')
    const names = Array.from({ length: 30 }, (_, index) => `question ${String(index)}`)
    const answers = await Promise.all(names.map((name) => reader.ask(reply(name, run('echo', name)))))
    expect(answers.map((answer) => answer.known && answer.value.stdout)).toEqual(names.map((name) => `${name}\n`))
    expect(server.seen).toMatchObject({ connections: 1, commands: ['exec /bin/sh -s'] })
  })

  it('looks anew after a tell, over the connection it has', async () => {
    const file = reply('file', run('cat', onMac('/file')))
    await start([file])
    const [reader, writer] = [macs.reader('studio'), macs.writer('studio')]
    expect(await reader.ask(file)).toMatchObject({ known: true, value: { exit: 1 } })
    await writer.tell({ what: 'write a file', commands: [{ ...run('tee', onMac('/file')), stdin: 'new' }] })
    expect(await reader.ask(file)).toMatchObject({ known: true, value: { stdout: 'new' } })
    expect(server.seen.connections).toBe(1)
  })

  it('asks only what is wanted again after a tell, and all of it after a renewal', async () => {
    const asking = (name: string) =>
      reply(name, run('sh', '-c', 'echo >>"$MACLOOM_ROOT/$0"; wc -l <"$MACLOOM_ROOT/$0"', name))
    const [first, second] = [asking('first'), asking('second')]
    await start([first, second])
    const [reader, writer] = [macs.reader('studio'), macs.writer('studio')]
    const times = async (question: typeof first) => {
      const answer = await reader.ask(question)
      return answer.known ? Number(answer.value.stdout) : answer.why
    }
    expect([await times(first), await times(first), await times(second)]).toEqual([1, 1, 1])
    await writer.tell({ what: 'change nothing', commands: [run('true')] })
    expect([await times(first), await times(first)]).toEqual([2, 2])
    macs.renew('studio')
    expect([await times(first), await times(second)]).toEqual([3, 2])
  })

  it('gives every word back exactly: quotes, newlines, dollars, dashes, nothing at all, other scripts', async () => {
    await start()
    const answer = await macs.reader('studio').ask(reply('words', run('printf', '[%s]', ...WORDS)))
    expect(answer).toMatchObject({ known: true, value: { exit: 0, stdout: WORDS.map((word) => `[${word}]`).join('') } })
  })

  it('gives stdin on exactly, with and without a newline at its end, and secrets through no argument', async () => {
    await start()
    const reader = macs.reader('studio')
    for (const text of ['', 'no newline', 'one\n', 'two\n\n', WORDS.join('\n'), 'x'.repeat(200_000)]) {
      const asked = reply(`cat ${text}`, { ...run('cat'), stdin: text })
      expect(await reader.ask(asked)).toMatchObject({ known: true, value: { stdout: text } })
    }
    const script = 'cat; ps -o args= -p $PPID; ps -o args= -p $$'
    const secret = reply('secret', { ...run('sh', '-c', script), stdin: new Secret('hunter2') })
    const answer = await reader.ask(secret)
    expect(answer.known && answer.value.stdout.split('hunter2').length).toBe(2)
  })

  it('keeps one bad answer to itself and quotes what it saw', async () => {
    const bad: Question<never> = {
      name: 'weather',
      command: run('echo', 'sunny'),
      read: ({ stdout }) => {
        throw new Unreadable('weather', 'rain', stdout)
      },
    }
    const good = reply('good', run('echo', 'fine'))
    await start([bad, good])
    const reader = macs.reader('studio')
    expect(await reader.ask(bad)).toEqual({
      known: false,
      why: 'studio: weather: weather: expected rain, saw "sunny\\n"',
    })
    expect(await reader.ask(good)).toMatchObject({ known: true })
  })

  it('gives up a question that never ends, ends its process, and has the other answers long before', async () => {
    const pid = join(desk.root, 'pid')
    const stuck = { ...run('sh', '-c', 'echo $$ >"$MACLOOM_ROOT/pid"; exec sleep 600'), seconds: 1 }
    const [slow, quick] = [reply('slow', stuck), reply('quick', run('echo', 'here'))]
    await start([slow, quick])
    const reader = macs.reader('studio')
    const order: string[] = []
    const answers = [slow, quick].map(async (question) => {
      const answer = await reader.ask(question)
      order.push(question.name)
      return answer
    })
    expect(await Promise.all(answers)).toMatchObject([
      { known: false, why: 'studio: slow: no answer within 1 s' },
      { known: true, value: { stdout: 'here\n' } },
    ])
    expect(order).toEqual(['quick', 'slow'])
    const number = Number(readFileSync(pid, 'utf8'))
    await vi.waitFor(() => {
      expect(() => process.kill(number, 0)).toThrow('ESRCH')
    })
  })

  it('is not confused by text of rc files, by forged marks or by bytes that are no text', async () => {
    const forged = '\nmacloom-00000000000000000000000000000000 o 1 0\n\nS end\n'
    const look = [
      reply('forged', run('printf', '%s', forged)),
      reply('bytes', run('printf', 'a\\000b\\377c\\033[31m\\r\\n')),
      reply('last', run('true')),
    ] as const
    await start(look, { noise: 'Welcome!\nmacloom-00 go\n\n\n' })
    const reader = macs.reader('studio')
    expect(await reader.ask(look[0])).toMatchObject({ known: true, value: { stdout: forged } })
    expect(await reader.ask(look[1])).toMatchObject({ known: true, value: { stdout: 'a\0b\ufffdc\x1b[31m\r\n' } })
    expect(await reader.ask(look[2])).toMatchObject({ known: true, value: { exit: 0, stdout: '' } })
  })

  it('cuts off a tool that prints 20 MB and has the other answers', async () => {
    const flood = 'i=0; while [ $i -lt 20 ]; do head -c 1048576 /dev/zero; i=$((i+1)); done'
    const look = [
      reply('flood', run('sh', '-c', flood)),
      reply('flood of errors', run('sh', '-c', `{ ${flood}; } >&2`)),
      reply('calm', run('echo', 'here')),
    ] as const
    await start(look)
    const reader = macs.reader('studio')
    expect(await reader.ask(look[0])).toEqual({ known: false, why: 'studio: flood: it said more than 8 MB' })
    expect(await reader.ask(look[1])).toMatchObject({ known: false })
    expect(await reader.ask(look[2])).toMatchObject({ known: true })
  })

  it('says that the disk may be full when the Mac has no place for a temporary folder', async () => {
    writeFileSync(join(desk.root, 'private'), 'a file where a folder should be')
    await start()
    const trouble = await troubleOf(macs.reader('studio').prefix())
    expect(trouble.trouble).toBe('precondition')
    expect(trouble.message).toContain('See whether its disk is full or read-only')
  })

  it('leaves nothing behind on the Mac', async () => {
    await start([reply('a', run('echo', 'one'))])
    await macs.reader('studio').prefix()
    await macs.writer('studio').tell({ what: 'nothing', commands: [run('true')] })
    const left = reply('left', run('ls', '-A', onMac('/private/tmp')))
    await vi.waitFor(async () => {
      macs.renew()
      const answer = await macs.reader('studio').ask(left)
      expect(answer.known && answer.value.stdout.trim().split('\n')).toHaveLength(1) // its own folder
    })
  })
})

describe('asking a Mac', () => {
  let desk: Desk
  beforeEach(() => {
    desk = newDesk()
  })
  afterEach(() => {
    desk.remove()
  })

  it('waits for a free session when the server allows only one', async () => {
    const server = await TestServer.start({ desk, maxSessions: 1 })
    const base = reply('base', run('sleep', '0.2'))
    const macs = open(desk, server, { look: [base] })
    const reader = macs.reader('studio')
    const asked = [reader.ask(base), reader.ask(reply('other', run('echo', 'x')))]
    const told = Array.from({ length: 3 }, () =>
      macs.writer('studio').tell({ what: 'nothing', commands: [run('true')] }),
    )
    expect(await Promise.all(asked)).toMatchObject([{ known: true }, { known: true }])
    await Promise.all(told)
    await macs.close()
    await server.stop()
  })

  it('stops listening to a server that never stops talking', async () => {
    const megabyte = Buffer.alloc(2 ** 20, '\nmacloom')
    const server = await TestServer.start({
      desk,
      instead: (channel) => {
        const pour = (): void => {
          while (channel.writable && channel.write(megabyte));
          channel.once('drain', pour)
        }
        pour()
      },
    })
    const macs = open(desk, server)
    const trouble = await troubleOf(macs.reader('studio').prefix())
    expect(trouble.parts.seen).toBe('it sent more than 64 MB')
    await macs.close()
    await server.stop()
  })

  it('says what a login shell printed that is no shell', async () => {
    const server = await TestServer.start({
      desk,
      instead: (channel) => {
        channel.stderr.write('This account is not available.\n')
        channel.exit(1)
        channel.end()
      },
    })
    const macs = open(desk, server)
    const trouble = await troubleOf(macs.reader('studio').prefix())
    expect(trouble.trouble).toBe('remote-failed')
    expect(trouble.parts.seen).toBe('its shell ended early with exit code 1: This account is not available.')
    await macs.close()
    await server.stop()
  })

  it('refuses a NUL byte before anything is sent', async () => {
    const server = await TestServer.start({ desk })
    const macs = open(desk, server)
    const trouble = await troubleOf(macs.reader('studio').ask(reply('nul', run('echo', 'a\0b'))))
    expect(trouble.trouble).toBe('invalid')
    expect(server.seen.connections).toBe(0)
    await macs.close()
    await server.stop()
  })

  it('names the Macs there are when it is asked for another one', () => {
    const macs = open(desk, { port: 1, hostKey: desk.key })
    expect(() => macs.reader('studio-9')).toThrow(
      'studio-9: find it in the connection table: there is no such Mac; there are studio',
    )
  })
})
