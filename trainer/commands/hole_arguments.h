// SPDX-License-Identifier: MIT
// The options about holes that several commands share.
#pragma once

#include "trainer/holes/hole_source.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace p2p {

/// Which holes: --holes, --hole-ratio, --hole-border, --mask-polarity,
/// --hole-augment.
void add_hole_arguments(CLI::App& command, HoleOptions& options);

/// --mask-polarity alone.
CLI::Option* add_polarity_argument(CLI::App& command, bool& black_is_hole);

}  // namespace p2p
