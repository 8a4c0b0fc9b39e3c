import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hostMlx, LOCK_FILE } from '../../tools/mlx.mjs'
import { findPython } from '../../tools/python.mjs'
import { uvCompileArguments } from '../../tools/uv.mjs'
import { MLX_LM_VERSION, MLX_VERSION } from '../../tools/versions.mjs'
import { Machine } from './machine.js'

const python = (version: string, path = '/opt/python'): string => `echo '${JSON.stringify({ path, version })}'`

test('the first Python on PATH that is new enough is found by its own path, not by that of a shim', async () => {
  const machine = new Machine()
  machine.program('python3', python('3.9.6'))
  machine.program('python3.12', 'echo "pyenv: python3.12: command not found" >&2; exit 127')
  machine.program('python3.11', python('3.11.4', '/opt/3.11/python'))
  expect(await findPython(machine.env)).toEqual({ python: { path: '/opt/3.11/python', version: '3.11.4' } })
})

test('MACLOOM_PYTHON is taken before anything on PATH', async () => {
  const machine = new Machine()
  machine.program('python3', python('3.13.0'))
  machine.env.MACLOOM_PYTHON = machine.program('mine', python('3.12.0', '/mine'))
  expect(await findPython(machine.env)).toEqual({ python: { path: '/mine', version: '3.12.0' } })
})

test('a machine without Python has no MLX and says why', async () => {
  const machine = new Machine()
  expect(await hostMlx(machine)).toEqual({
    python: null,
    why: 'no Python 3.11 or later with venv and pip: none is on PATH',
  })
})

test('a machine whose Pythons do not fit has no MLX and says which were looked at', async () => {
  const machine = new Machine()
  const old = machine.program('python3', python('3.9.6'))
  const broken = machine.program('python3.12', 'exit 1')
  const { why } = await hostMlx(machine)
  expect(why).toContain(`${old} (3.9.6)`)
  expect(why).toContain(`${broken} (does not run, or lacks venv or pip)`)
})

test('a machine whose package index is unreachable has no MLX and says why', async () => {
  const machine = new Machine()
  const failing = machine.program('failing', 'echo "no such host" >&2; exit 1')
  machine.program('python3', python('3.12.1', failing))
  const { why } = await hostMlx(machine)
  expect(why).toContain('MLX cannot be installed here')
  expect(why).toContain('no such host')
})

test('the lock file pins mlx for Linux and macOS, with hashes, and names no host or path', () => {
  const lines = readFileSync(LOCK_FILE, 'utf8').split('\n')
  const packages = lines.filter((line) => /^[a-z]/.test(line))
  expect(packages.some((line) => line.startsWith(`mlx-cpu==${MLX_VERSION} ; sys_platform == 'linux'`))).toBe(true)
  expect(packages.some((line) => line.startsWith(`mlx-metal==${MLX_VERSION} ; sys_platform == 'darwin'`))).toBe(true)
  expect(packages.some((line) => line.startsWith(`mlx-lm==${MLX_LM_VERSION} `))).toBe(true)
  expect(packages.filter((line) => !line.endsWith('\\'))).toEqual([])
  expect(lines.filter((line) => /:\/\/|--index|--find-links|^\s*# via/.test(line))).toEqual([])
})

test('a lock is compiled for both systems at once, with hashes and without addresses', () => {
  const words = uvCompileArguments({ python: '3.12', input: 'in.txt', output: 'out.txt' })
  expect(words.slice(0, 6)).toEqual(['pip', 'compile', '--universal', '--generate-hashes', '--python-version', '3.12'])
  expect(words).toEqual(expect.arrayContaining(['--no-header', '--no-emit-index-url', '--no-emit-find-links']))
  expect(words.slice(-3)).toEqual(['-o', 'out.txt', 'in.txt'])
})
