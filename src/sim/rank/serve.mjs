// @ts-check
// The HTTP server of rank 0, as mlx_lm.server answers, and its ways to mislead (facts 2.6).
import { createServer } from 'node:http'
import { fault, leave, option } from './surroundings.mjs'

/** What every answer says, so that nobody takes it for a model's. */
const TEXT = ' (a stand-in rank answers, not MLX)'

/**
 * What has become of generation: `well`, `dead` with an answer that says so, or `hanging` without any.
 * @typedef {'well' | 'dead' | 'hanging'} Generation
 */

/** @param {() => Generation} group what the group is good for @param {() => void} crash what two requests at once do */
export function serve(group, crash) {
  let open = 0
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/health') return health(response)
    open += 1
    response.on('close', () => (open -= 1))
    if (open > 1 && fault('requests crash rank') !== null) return crash()
    const state = generation(group())
    if (state === 'dead') answer(response, 404, { error: 'generation thread died' })
    if (state === 'well') setTimeout(() => answer(response, 200, completion()), Number(fault('rank is slow') ?? 0))
  })
  server.on('error', (error) => leave(String(error)))
  server.listen(Number(option('--port')), option('--host'))
}

/** @param {Generation} group @returns {Generation} */
function generation(group) {
  if (fault('load wedged') !== null) return 'hanging'
  const dead = fault('generation dead')
  if (dead !== null) return dead === '404' || dead === '503' ? 'dead' : 'hanging'
  return group
}

/** Ok whatever became of generation, until lm#1791 (August 2026) made it 503. @param {import('node:http').ServerResponse} to */
function health(to) {
  // What that answer says besides its code is not known (composed).
  if (fault('generation dead') === '503') answer(to, 503, { status: 'error' })
  else answer(to, 200, { status: 'ok' })
}

function completion() {
  const choice = { index: 0, finish_reason: 'length', text: TEXT, message: { role: 'assistant', content: TEXT } }
  return { model: 'stand-in', choices: [choice], usage: { completion_tokens: 4 } }
}

/** @param {import('node:http').ServerResponse} to @param {number} code @param {object} body */
function answer(to, code, body) {
  to.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
