import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, type ClientChannel, type SFTPWrapper } from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PAIR, startBench, until, type Bench } from './lab.js'

let bench: Bench

beforeAll(async () => {
  bench = await startBench(PAIR)
})
afterAll(() => bench.end())

function home(): string {
  return join(bench.root('studio-1'), 'Users/admin')
}

describe('programs nobody here wrote', () => {
  test('ssh runs a command: exit code, both streams and stdin arrive whole', async () => {
    const said = await bench.ssh('studio-1', 'cat; echo bad >&2; exit 7', 'over stdin\n')
    expect(said).toEqual({ exit: 7, stdout: 'over stdin\n', stderr: 'bad\n' })
  })

  test('ssh carries megabytes both ways without loss', async () => {
    const text = 'all work and no play\n'.repeat(200_000)
    const said = await bench.ssh('studio-1', 'exec /bin/sh -c cat', text)
    expect(said.stdout.length).toBe(text.length)
    expect(said.stdout === text).toBe(true)
  })

  test('ssh -tt gives a real terminal', async () => {
    const said = await bench.program('ssh', ['-tt', 'studio-1', 'tty; test -t 0 && test -t 1 && echo both; exit 5'])
    expect(said.stdout).toMatch(/^\/dev\/(pts\/|tty)\S+\r\nboth\r\n$/)
    expect(said.exit).toBe(5)
  })

  test('ssh without a command reads a script as a login shell does', async () => {
    expect(await bench.program('ssh', ['studio-1'], 'echo one\nexit 3\n')).toMatchObject({ exit: 3, stdout: 'one\n' })
  })

  test('scp moves a file there and back', async () => {
    const file = join(bench.folder, 'weights')
    writeFileSync(file, Buffer.alloc(700_000, 'x'))
    expect(await bench.program('scp', [file, 'studio-1:weights'])).toMatchObject({ exit: 0, stderr: '' })
    expect(readFileSync(join(home(), 'weights')).equals(readFileSync(file))).toBe(true)
    await bench.program('scp', ['studio-1:/Users/admin/weights', `${file}.back`])
    expect(readFileSync(`${file}.back`).equals(readFileSync(file))).toBe(true)
  })

  test('scp -r copies a folder', async () => {
    const from = join(bench.folder, 'model')
    mkdirSync(join(from, 'deep'), { recursive: true })
    writeFileSync(join(from, 'deep', 'config.json'), '{}')
    expect(await bench.program('scp', ['-r', from, 'studio-1:'])).toMatchObject({ exit: 0, stderr: '' })
    expect(readFileSync(join(home(), 'model/deep/config.json'), 'utf8')).toBe('{}')
  })

  test('sftp makes folders, renames, lists and removes', async () => {
    const file = join(bench.folder, 'small')
    writeFileSync(file, 'hello')
    const batch = [
      'mkdir box',
      `put ${file} box/a`,
      'rename box/a box/b',
      'ls -l box',
      'chmod 600 box/b',
      'rm box/b',
      'rmdir box',
      'pwd',
    ]
    const said = await bench.program('sftp', ['-b', '-', 'studio-1'], `${batch.join('\n')}\n`)
    expect(said.exit).toBe(0)
    expect(said.stdout).toMatch(/-rw-.*\b5 .*b\n/)
    expect(existsSync(join(home(), 'box'))).toBe(false)
  })

  test('ssh -J goes through one sim Mac to another', async () => {
    const { address, port, user } = bench.sim.macs['studio-2'] ?? { address: '', port: 0, user: '' }
    expect(port).toBeGreaterThan(0)
    const said = await bench.program('ssh', [
      '-J',
      'studio-1',
      '-p',
      String(port),
      `${user}@${address}`,
      'echo through',
    ])
    expect(said).toMatchObject({ exit: 0, stdout: 'through\n' })
  })
})

describe('a script on a sim Mac', () => {
  test('outlives the connection that started it', async () => {
    await dropAfterFirstLine('echo started; while [ ! -e go ]; do sleep 0.02; done; echo yes > finished')
    writeFileSync(join(home(), 'go'), '')
    await until(() => existsSync(join(home(), 'finished')))
  })

  test('finds nothing on its PATH but what the sim put there, and knows nothing of this machine', async () => {
    const { stdout } = await bench.ssh('studio-1', 'echo "$PATH"; echo "$HOME"; printenv | cut -d= -f1 | sort')
    const [path, place, ...names] = stdout.trim().split('\n')
    expect(path).toBe(join(bench.directory, 'macs/studio-1/bin'))
    expect(place).toBe(home())
    expect(names).not.toContain('NODE_OPTIONS')
    expect(names).toContain('MACLOOM_ROOT')
    expect(names).toContain('SSH_CONNECTION')
  })

  test('gets 127 for a tool that macOS lacks, and 64 with its name for one that the sim does not play', async () => {
    expect((await bench.ssh('studio-1', 'systemctl status')).exit).toBe(127)
    const said = await bench.ssh('studio-1', 'diskutil list')
    expect(said.exit).toBe(64)
    expect(said.stderr).toContain('diskutil')
  })

  test.each([
    'sed -i s/a/b/ x',
    'stat -c %s x',
    'grep -P x',
    'readlink --canonicalize x',
    'ls --color',
    'find . -printf x',
  ])('is refused the words that only Linux understands: %s', async (line) => {
    const said = await bench.ssh('studio-1', line)
    expect(said.exit).toBe(64)
    expect(said.stderr).toContain(line.split(' ')[0])
  })

  test('reads errors in the words of macOS', async () => {
    expect((await bench.ssh('studio-1', 'ls /nowhere')).stderr).toBe('ls: /nowhere: No such file or directory\n')
    expect((await bench.ssh('studio-1', 'find /nowhere -type f')).stderr).toBe(
      'find: /nowhere: No such file or directory\n',
    )
    expect((await bench.ssh('studio-1', "stat -f '%z %m %N' /nowhere")).stderr).toBe(
      'stat: /nowhere: stat: No such file or directory\n',
    )
  })

  test('asks stat for size, time and name as on macOS', async () => {
    writeFileSync(join(home(), 'five'), '12345')
    expect((await bench.ssh('studio-1', "stat -f '%z %m %N' five")).stdout).toMatch(/^5 \d{10} five\n$/)
    expect((await bench.ssh('studio-1', "stat -f '%z %N %Lp' five five")).stdout).toBe('5 five 644\n5 five 644\n')
  })

  test('is a Mac to whoever asks: uname, id, df', async () => {
    const { stdout } = await bench.ssh(
      'studio-1',
      'uname -sm; id -un; sudo -n id -un; df -k "$MACLOOM_ROOT"/usr/local | head -n 1',
    )
    expect(stdout.split('\n').slice(0, 3)).toEqual(['Darwin arm64', 'admin', 'root'])
    expect(stdout).toContain('Filesystem     1024-blocks')
  })
})

describe('SFTP', () => {
  test('appends to a file and reads from any offset', async () => {
    await withSftp(async (sftp) => {
      for (const word of ['one', 'two']) await new Promise((done) => sftp.appendFile('parts', word, done))
      const text = await new Promise<Buffer>((done, fail) => {
        const chunks: Buffer[] = []
        sftp
          .createReadStream('parts', { start: 2 })
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => done(Buffer.concat(chunks)))
          .on('error', fail)
      })
      expect(text.toString()).toBe('etwo')
    })
  })

  test('refuses a path that a link leads out of the private folder', async () => {
    symlinkSync('/etc', join(home(), 'way-out'))
    await withSftp(async (sftp) => {
      const error = await new Promise((done) => sftp.readFile('way-out/passwd', (problem) => done(problem)))
      expect(String(error)).toContain('Permission denied')
    })
  })

  test('keeps a path with dots inside the private folder', async () => {
    await withSftp(async (sftp) => {
      const place = await new Promise((done) => sftp.realpath('/../../etc', (_, path) => done(path)))
      expect(place).toBe(join(bench.root('studio-1'), 'etc'))
    })
  })
})

describe('a connection', () => {
  test('carries ten sessions, and refuses the eleventh as macOS does', async () => {
    const client = await connected()
    const open = (): Promise<unknown> =>
      new Promise((done) => client.exec('cat', (error, channel) => done(error ?? channel)))
    const opened = await Promise.all(Array.from({ length: 11 }, open))
    expect(opened.filter((each) => each instanceof Error)).toHaveLength(1)
    client.destroy()
  })

  test('passes a signal of the client on to what runs', async () => {
    const client = await connected()
    const channel = await new Promise<ClientChannel>((done, fail) =>
      client.exec('trap "echo told; exit 4" TERM; echo up; while :; do sleep 0.05; done', (error, opened) =>
        error ? fail(error) : done(opened),
      ),
    )
    const lines: string[] = []
    const ended = new Promise((done) => channel.on('exit', done))
    channel.on('data', (chunk: Buffer) => {
      lines.push(chunk.toString())
      if (lines.length === 1) channel.signal('TERM')
    })
    expect(await ended).toBe(4)
    expect(lines.join('')).toBe('up\ntold\n')
    client.end()
  })
})

test('the sim can play /bin/sh by bash, which is what macOS has there', async () => {
  const other = await startBench(PAIR, { shell: 'bash' })
  const said = await other.ssh(
    'studio-1',
    'exec /bin/sh -s',
    'echo "${BASH_VERSION:+bash}"; shopt -qo posix && echo posix\n',
  )
  await other.end()
  expect(said).toMatchObject({ exit: 0, stdout: 'bash\nposix\n' })
})

function connected(): Promise<Client> {
  const { address, port, user } = bench.sim.macs['studio-1'] ?? { address: '', port: 0, user: '' }
  const client = new Client()
  const privateKey = readFileSync(join(bench.folder, 'id'))
  return new Promise((done, fail) => {
    client.on('ready', () => done(client)).on('error', fail)
    client.connect({ host: address, port, username: user, privateKey })
  })
}

async function withSftp(work: (sftp: SFTPWrapper) => Promise<void>): Promise<void> {
  const client = await connected()
  try {
    await work(await new Promise((done, fail) => client.sftp((error, sftp) => (error ? fail(error) : done(sftp)))))
  } finally {
    client.end()
  }
}

/** Starts a command and tears the connection down without a word when its first line has come. */
async function dropAfterFirstLine(command: string): Promise<void> {
  const client = await connected()
  const channel = await new Promise<ClientChannel>((done, fail) =>
    client.exec(command, (error, opened) => (error ? fail(error) : done(opened))),
  )
  await new Promise((done) => channel.once('data', done))
  client.destroy()
}
