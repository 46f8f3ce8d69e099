// SPDX-License-Identifier: MIT
// The data options that several commands share.
#pragma once

#include "trainer/data/open_pairs.h"

namespace CLI {
class App;
}

namespace p2p {

/// Where pairs are and how they are read: --dataroot, --a-dir, --b-dir,
/// --picture-dir, --pair-list, --match, --regions, --direction, --a-kind,
/// --b-kind,
/// --preprocess, --folds, --fold, --skip-unreadable.
void add_data_arguments(CLI::App& command, DataOptions& options);

/// --input_nc and --output_nc, for commands that have no model to ask.
void add_channel_arguments(CLI::App& command, DataOptions& options);

/// --augment-...: for commands that train.
void add_augmentation_arguments(CLI::App& command, Augmentation& options);

/// --match, for commands that only pair names up.
void add_match_argument(CLI::App& command, MatchRule& rule);

}  // namespace p2p
