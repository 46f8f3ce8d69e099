// SPDX-License-Identifier: MIT
// Options of `train` from presets, files and the run that is resumed.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace p2p {

/// The words of a command line, program name left out, with those of --preset,
/// of the resumed run's own options and of --options put before the user's, in
/// this order: where an option comes twice, the last word counts. Other
/// commands than `train` are returned as they are. Throws std::runtime_error
/// naming the file and the line's name for anything that is no option of the
/// command.
std::vector<std::string> with_option_files(
    const CLI::App& app, const std::vector<std::string>& words);

}  // namespace p2p
