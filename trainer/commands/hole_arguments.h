// SPDX-License-Identifier: MIT
// The options of inpainting that several commands share.
#pragma once

#include <string>

#include "trainer/holes/hole_source.h"

namespace CLI {
class App;
}

namespace p2p {

/// --holes, --hole-ratio, --hole-border, --mask-polarity, --hole-augment.
/// `options` must outlive the command.
void add_hole_arguments(CLI::App& command, HoleOptions& options);

/// --mask-polarity alone, in the help's group `group`.
void add_polarity_argument(CLI::App& command, bool& black_is_hole,
                           const std::string& group);

}  // namespace p2p
