import { isEthernet, macOf } from './link-kind.js'
import type { Pieces } from './pieces.js'
import type { Remark } from './place.js'

/** Who serves together or alone, what happens when a Mac leaves, and what a Mac of EC2 cannot be part of. */
export function checkMembership(pieces: Pieces): Remark[] {
  const { deployments } = pieces.named
  return [
    ...[...deployments].flatMap(([name, deployment]) => [
      ...oneList(name, deployment),
      ...leaving(name, deployment, pieces),
      ...replicaNames(name, deployment, pieces),
    ]),
    ...ec2Links(pieces),
    ...ec2Rdma(pieces),
  ]
}

type Deployment = Pieces['named']['deployments'] extends ReadonlyMap<string, infer D> ? D : never

function oneList(name: string, { given }: Deployment): Remark[] {
  const path = ['deployments', name]
  if (given.length === 2) {
    return [{ path, message: 'has both macs and replicas; a model is either split over macs or whole on each replica' }]
  }
  if (given.length === 1) return []
  return [{ path, message: 'missing: macs, the Macs in rank order; or replicas, Macs that each serve the whole model' }]
}

/** A group cannot go on without one of its ranks: whoever lets a Mac leave says that it knows. */
function leaving(name: string, { macs, whenAway }: Deployment, { optional }: Pieces): Remark[] {
  const path = ['deployments', name]
  const may = macs.filter((mac) => optional.has(mac))
  if (macs.length < 2) return whenAway ? [{ path: [...path, 'whenAway'], message: ALONE }] : []
  if (may.length > 0 && !whenAway) {
    return [
      {
        path: [...path, 'macs'],
        message:
          `${may.join(', ')} is optional and this group cannot serve without it; say so with whenAway: waits, ` +
          'or give each Mac the whole model (replicas)',
      },
    ]
  }
  if (may.length > 0 || !whenAway) return []
  return [{ path: [...path, 'whenAway'], message: 'none of its Macs is optional: true; leave whenAway out' }]
}

const ALONE = 'only a group of several Macs waits for one that is away; leave whenAway out'

/** Replicas become deployments of their own, `<pool>-<mac>`. */
function replicaNames(name: string, { replicas }: Deployment, { named }: Pieces): Remark[] {
  return replicas.flatMap((mac, index) =>
    named.deployments.has(`${name}-${mac}`)
      ? [
          {
            path: ['deployments', name, 'replicas', index],
            message: `its replica on ${mac} is named ${name}-${mac}, and another deployment has that name; rename one`,
          },
        ]
      : [],
  )
}

/** EC2 gives each Mac a dedicated host and nothing but a network between them. */
function ec2Links({ links, ec2 }: Pieces): Remark[] {
  return [...links].flatMap(([index, { between }]) => {
    const clouds = between.filter((end) => ec2.has(macOf(end)) && !isEthernet(end)).map(macOf)
    if (clouds.length === 0) return []
    const message =
      `${clouds.join(' and ')} is a Mac of EC2 (ec2: true): there is no Thunderbolt between its hosts; ` +
      'remove the link, and let it serve alone or as a replica'
    return [{ path: ['links', index], message }]
  })
}

function ec2Rdma({ rdma, ec2, names }: Pieces): Remark[] {
  if (!rdma || names.macs.length === 0 || !names.macs.every((mac) => ec2.has(mac))) return []
  const message = 'RDMA goes over Thunderbolt, and every Mac of this lab is one of EC2 (ec2: true); write rdma: ignored'
  return [{ path: ['rdma'], message }]
}
