// SPDX-License-Identifier: Apache-2.0
// Nothing: the target that precompiles GoogleTest's header needs a source.
