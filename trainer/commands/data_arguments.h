// SPDX-License-Identifier: MIT
// The data options that several commands share.
#pragma once

#include "trainer/data/open_pairs.h"

namespace CLI {
class App;
}

namespace p2p {

/// --dataroot, --a-dir, --b-dir, --direction.
void add_data_arguments(CLI::App& command, DataOptions& options);

/// --input_nc and --output_nc, for commands that have no model to ask.
void add_channel_arguments(CLI::App& command, DataOptions& options);

}  // namespace p2p
