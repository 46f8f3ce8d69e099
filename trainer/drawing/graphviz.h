// SPDX-License-Identifier: MIT
// Graphs to picture files, through the program `dot`.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace p2p {

/// There is no `dot` on this machine.
class NoGraphviz : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether draw() can write files of this name: .svg, .png, and .dot for the
/// text itself.
bool can_draw(const std::filesystem::path& path);

/// Draws `dot`, a graph in Graphviz's language, into `path`, whose extension
/// chooses the format. Throws std::invalid_argument for other extensions,
/// NoGraphviz without the program (never for .dot), std::runtime_error if it
/// fails.
void draw(const std::string& dot, const std::filesystem::path& path);

}  // namespace p2p
