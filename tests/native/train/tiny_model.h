// SPDX-License-Identifier: Apache-2.0
// The packages in tests/data: random weights of small networks, stored as int8.
#pragma once

#include "native/train/export_package.h"

namespace segue {

/// tiny_model: two bars of melody.
Result<PackageFiles> make_tiny_model();
/// tiny_trio: two bars of a trio, with levels in the encoder, a conductor and three cores.
Result<PackageFiles> make_tiny_trio();
/// tiny_waltz: two bars of melody in 3/4.
Result<PackageFiles> make_tiny_waltz();
/// tiny_rnn: polyphony, event after event.
Result<PackageFiles> make_tiny_rnn();
/// tiny_attention: the same for melodies, with position counters and a look back at four steps.
Result<PackageFiles> make_tiny_attention();

}  // namespace segue
