// SPDX-License-Identifier: MIT
// Words on the command line that mean nothing here.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace p2p {

/// Names the first of the `words` that `command` does not know, and what could
/// have been meant: an option that is written otherwise, or what takes the
/// place of one of the PyTorch original's.
std::string unknown_option(const CLI::App& command,
                           const std::vector<std::string>& words);

/// The same of a word that is no command; empty if it is one.
std::string unknown_command(const CLI::App& app, const std::string& word);

}  // namespace p2p
