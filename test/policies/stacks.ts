/** A resource as an engine hands it to a policy, with the inputs that our kinds declare. */
export interface Declared {
  readonly type: string
  readonly name: string
  readonly urn: string
  readonly props: Record<string, unknown>
}

function declared(kind: string, name: string, props: Record<string, unknown>): Declared {
  const type = `macloom:index:${kind}`
  return { type, name, urn: `urn:pulumi:demo::macloom::${type}::${name}`, props: { needs: [], ...props } }
}

export interface MacWords {
  readonly build?: string
  readonly seen?: string
  readonly memoryGib?: number
  readonly rdma?: boolean
  /** A build that a rollout pins. */
  readonly pinned?: string
}

/** Two Macs with a deployment of one model over both, as a stack of resources. */
export function stackOf(
  macs: Readonly<Record<string, MacWords>>,
  {
    weightsBytes = 1e9,
    host = '127.0.0.1',
    ...more
  }: { weightsBytes?: number; host?: string; plaintext?: string } = {},
): Declared[] {
  const names = Object.keys(macs)
  const ranks = names.map((mac, rank) => ({ mac, addresses: [`10.77.0.${rank + 1}`], port: 32323 + rank }))
  const files = [
    { name: 'model.safetensors', size: weightsBytes, sha256: 'a'.repeat(64) },
    { name: 'tokenizer.json', size: 9e12, sha256: 'b'.repeat(64) },
  ]
  return [
    ...Object.entries(macs).map(([mac, { build, seen, memoryGib = 512 }]) => {
      const observed = seen === undefined ? {} : { observed: { macos: { version: '26.2', build: seen } } }
      const own = build === undefined ? {} : { build }
      return declared('Mac', mac, {
        lab: 'demo',
        mac,
        claims: [],
        memoryBytes: memoryGib * 2 ** 30,
        ...own,
        ...observed,
      })
    }),
    ...Object.entries(macs).flatMap(([mac, { pinned, seen }]) => {
      const observed = seen === undefined ? {} : { observed: { macos: { version: '26.2', build: seen } } }
      return pinned === undefined ? [] : [declared('OsRelease', `${mac}-macos`, { mac, build: pinned, ...observed })]
    }),
    ...Object.entries(macs)
      .filter(([, { rdma }]) => rdma === true)
      .map(([mac]) => declared('Rdma', `${mac}-rdma`, { mac, enabled: true })),
    declared('ModelFiles', 'm-files', { name: 'm', macs: names, source: { folder: 'm' }, files, retain: false }),
    declared('ShardDeployment', 'chat', { name: 'chat', model: 'm', ranks, host, port: 8080, context: 4096, ...more }),
  ]
}
