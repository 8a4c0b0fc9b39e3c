// @ts-check
// Listens in the network in which it was started, and hands the socket over: whoever gets it takes connections there
// without being there. `node listen-inside.mjs <address> <port>`
import { createServer } from 'node:net'

const [address = '', port = ''] = process.argv.slice(2)
const server = createServer()
server.on('error', (error) => {
  process.stderr.write(error.message)
  process.exit(1)
})
server.listen(Number(port), address, () => process.send?.('listening', server, {}, () => process.exit(0)))
