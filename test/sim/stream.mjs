// @ts-check
// A TCP stream between two Macs, made of two programs that run on them.
// `node stream.mjs take <address> <port>` prints a line of JSON when the stream has ended: bytes, seconds, who sent.
// `node stream.mjs give <address> <port> <bytes>` tries for a while to reach the other, and exits 1 when it cannot.
import { connect, createServer } from 'node:net'

const [verb, address = '', port = '', bytes = '0'] = process.argv.slice(2)
if (verb === 'take') take()
else give(40)

function take() {
  const server = createServer((socket) => {
    let taken = 0
    let began = 0
    const from = socket.remoteAddress
    socket.on('data', (chunk) => {
      began ||= performance.now()
      taken += chunk.length
    })
    socket.on('end', () => {
      console.log(JSON.stringify({ bytes: taken, seconds: (performance.now() - began) / 1000, from }))
      socket.end()
      server.close()
    })
  })
  server.listen(Number(port), address)
}

/** @param {number} attempts */
function give(attempts) {
  const socket = connect(Number(port), address, () => socket.end(Buffer.alloc(Number(bytes))))
  socket.on('error', (error) => {
    if (attempts === 0) {
      console.error(error.message)
      process.exit(1)
    }
    setTimeout(() => give(attempts - 1), 50)
  })
  socket.resume()
}
