import { createRequire } from 'node:module'
import type * as EngineGrpc from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import type * as Engine from '@pulumi/pulumi/proto/engine_pb.js'
import type * as Plugin from '@pulumi/pulumi/proto/plugin_pb.js'
import type * as ProviderGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import type * as Provider from '@pulumi/pulumi/proto/provider_pb.js'
import type * as Status from '@pulumi/pulumi/proto/status_pb.js'
import type * as AnyProto from 'google-protobuf/google/protobuf/any_pb.js'
import type * as EmptyProto from 'google-protobuf/google/protobuf/empty_pb.js'
import type * as StructProto from 'google-protobuf/google/protobuf/struct_pb.js'

// The generated stubs are CommonJS that builds its exports at run time, which ESM named imports cannot see.
// Loading only the stubs keeps the provider's start short: all of @pulumi/pulumi costs 270 ms more.
const load = createRequire(import.meta.url)

export const pb = load('@pulumi/pulumi/proto/provider_pb.js') as typeof Provider
export const providerGrpc = load('@pulumi/pulumi/proto/provider_grpc_pb.js') as typeof ProviderGrpc
export const plugin = load('@pulumi/pulumi/proto/plugin_pb.js') as typeof Plugin
export const engine = load('@pulumi/pulumi/proto/engine_pb.js') as typeof Engine
export const engineGrpc = load('@pulumi/pulumi/proto/engine_grpc_pb.js') as typeof EngineGrpc
export const status = load('@pulumi/pulumi/proto/status_pb.js') as typeof Status
export const anyProto = load('google-protobuf/google/protobuf/any_pb.js') as typeof AnyProto
export const emptyProto = load('google-protobuf/google/protobuf/empty_pb.js') as typeof EmptyProto
export const structProto = load('google-protobuf/google/protobuf/struct_pb.js') as typeof StructProto

export type { Engine, Plugin, Provider, StructProto }
