import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PAIR, startBench, until, type Bench } from './lab.js'

let bench: Bench

beforeAll(async () => {
  bench = await startBench(PAIR)
})
afterAll(() => bench.end())
afterEach(async () => {
  for (const fault of Object.keys(bench.sim.world().macs['studio-1']?.faults ?? {}))
    await bench.sim.hands.clearFault('studio-1', fault)
})

function home(): string {
  return join(bench.root('studio-1'), 'Users/admin')
}

async function fault(name: string, value = ''): Promise<void> {
  await bench.sim.hands.setFault('studio-1', name, value)
}

async function answers(): Promise<boolean> {
  return (await bench.ssh('studio-1', 'true')).exit === 0
}

test('a Mac that is down refuses connections until the fault is cleared, and comes back at the same port', async () => {
  await fault('down')
  expect((await bench.ssh('studio-1', 'true')).stderr).toContain('Connection refused')
  expect((await bench.ssh('studio-2', 'true')).exit).toBe(0)
  await bench.sim.hands.clearFault('studio-1', 'down')
  expect(await answers()).toBe(true)
})

test('a silent Mac accepts the connection and never speaks', async () => {
  await fault('silent')
  const { address, port } = bench.sim.macs['studio-1'] ?? { address: '', port: 0 }
  const socket = connect(port, address)
  await new Promise((done) => socket.once('connect', done))
  const said = await bench.program('ssh', ['-o', 'ConnectTimeout=1', 'studio-1', 'true'])
  expect(said.exit).toBe(255)
  expect(socket.bytesRead).toBe(0)
  socket.destroy()
})

test('a frozen Mac stops in the middle of a command, and goes on where it was when it thaws', async () => {
  const said = bench.ssh(
    'studio-1',
    'echo before; echo x > frozen-now; while [ ! -e thaw ]; do sleep 0.05; done; echo after',
  )
  await until(() => existsSync(join(home(), 'frozen-now')))
  await fault('freeze')
  writeFileSync(join(home(), 'thaw'), '')
  expect((await bench.program('ssh', ['-o', 'ConnectTimeout=1', 'studio-1', 'true'])).exit).toBe(255)
  await bench.sim.hands.clearFault('studio-1', 'freeze')
  expect(await said).toMatchObject({ exit: 0, stdout: 'before\nafter\n' })
})

test('a connection can be cut after a number of bytes, once or every time', async () => {
  const long = 'i=0; while [ $i -lt 3000 ]; do echo 0123456789; i=$((i+1)); done'
  await fault('drop once after', '9000')
  const cut = await bench.ssh('studio-1', long)
  expect(cut.exit).toBe(255)
  expect(cut.stdout.length).toBeLessThan(9000)
  expect(await bench.ssh('studio-1', long)).toMatchObject({ exit: 0 })
  await fault('drop after', '9000')
  expect((await bench.ssh('studio-1', long)).exit).toBe(255)
  expect((await bench.ssh('studio-1', long)).exit).toBe(255)
})

test('logins can be refused, sudo can ask for its password, and the host key can be another', async () => {
  await fault('refuse login')
  expect((await bench.ssh('studio-1', 'true')).stderr).toContain('Permission denied (publickey)')
  await bench.sim.hands.clearFault('studio-1', 'refuse login')
  await fault('sudo asks')
  expect(await bench.ssh('studio-1', 'sudo -n pmset -g')).toMatchObject({
    exit: 1,
    stderr: 'sudo: a password is required\n',
  })
  expect(await answers()).toBe(true)
  const before = bench.sim.macs['studio-1']?.hostKey
  await fault('other host key', 'stranger')
  expect(bench.sim.macs['studio-1']?.hostKey).not.toBe(before)
})

test('a port taken by another user’s program is truly taken, and lsof names the program to root alone', async () => {
  await fault('port taken', '127.0.0.1:48123')
  const socket = connect(48123, '127.0.0.1')
  await new Promise((done) => socket.once('connect', done))
  socket.destroy()
  const asRoot = await bench.ssh('studio-1', 'sudo -n lsof -nP -iTCP:48123 -sTCP:LISTEN -F pcLn')
  expect(asRoot.stdout).toMatch(/^p\d+\ncnode\nL_www\nf\d+\nn127\.0\.0\.1:48123\n$/)
  expect(await bench.ssh('studio-1', 'lsof -nP -iTCP:48123 -sTCP:LISTEN')).toMatchObject({ exit: 1, stdout: '' })
  expect((await bench.ssh('studio-2', 'sudo -n lsof -nP -iTCP:48123 -sTCP:LISTEN')).exit).toBe(1)
  expect((await bench.ssh('studio-1', 'nc -z 127.0.0.1 48123')).exit).toBe(0)
  await bench.sim.hands.clearFault('studio-1', 'port taken')
  expect((await bench.ssh('studio-1', 'nc -z 127.0.0.1 48123')).exit).toBe(1)
})

test('a full disk takes the bytes that fit and fails with the words of macOS, over sftp and in scripts', async () => {
  await fault('disk full', '1000')
  writeFileSync(join(bench.folder, 'big'), Buffer.alloc(50_000, 'b'))
  const copied = await bench.program('scp', [join(bench.folder, 'big'), 'studio-1:big'])
  expect(copied.exit).toBe(1)
  expect(
    readFileSync(join(home(), 'big'))
      .subarray(0, 1001)
      .filter((byte) => byte !== 0),
  ).toHaveLength(1000)
  for (const line of ['tee out', 'cat > out', 'dd of=out', 'tee -a out >/dev/null', 'cat >> out']) {
    const said = await bench.ssh('studio-1', line, 'z'.repeat(5000))
    expect(said.exit).toBe(1)
    expect(said.stderr).toContain('No space left on device')
  }
  expect((await bench.ssh('studio-1', 'df -k /')).stdout).toMatch(/ 0 +100% /)
  await bench.sim.hands.clearFault('studio-1', 'disk full')
  expect((await bench.ssh('studio-1', 'tee out >/dev/null; cat out | wc -c', 'z'.repeat(5000))).stdout.trim()).toBe(
    '5000',
  )
})

test('a tool can hang', async () => {
  await fault('hang ibv_devinfo')
  const waiting = bench.ssh('studio-1', 'echo asked > asked; ibv_devinfo; echo never')
  await until(() => existsSync(join(home(), 'asked')))
  await bench.sim.hands.dropConnections('studio-1')
  expect(await waiting).toMatchObject({ exit: 255, stdout: '' })
})

test('a fault that nothing obeys is refused with the names of those that exist', async () => {
  await expect(fault('dwon')).rejects.toThrow(/no fault is called dwon; there are down, silent/)
})
