/** What takes kinds, schemas or SSH to answer. What we do not name is UNIMPLEMENTED, which the engine takes for an answer. */
export const LAB_RPCS = ['getSchema', 'configure', 'check', 'diff', 'create', 'update', 'read', 'delete'] as const

export type LabRpc = (typeof LAB_RPCS)[number]
export type Handler = (request: never) => unknown
