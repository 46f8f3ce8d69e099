// SPDX-License-Identifier: MIT
// Which options a run that goes on may have changed.
#pragma once

#include <string>
#include <vector>

namespace p2p {

/// An option whose value is not what it was, as JSON.
struct OptionChange {
  std::string key;
  std::string before;
  std::string now;
};

/// Compares two option objects (JSON texts). Returns what has changed and may,
/// by the option table; the schedule may only grow, settling may change in
/// length. Throws std::invalid_argument that names every option that must not
/// have changed, with its old and its new value.
std::vector<OptionChange> allowed_changes(const std::string& before,
                                          const std::string& now);

/// Whether one of `changes` makes settling begin again: a longer schedule or
/// another number of settling steps.
bool undoes_settling(const std::vector<OptionChange>& changes);

}  // namespace p2p
