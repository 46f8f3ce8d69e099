// SPDX-License-Identifier: MIT
// Names for files that are made of pictures.
#pragma once

#include <set>
#include <string>

namespace p2p {

/// Gives each picture another name, so that none overwrites another's file:
/// "a.png" and "a.tif" become "a" and "a-2".
class FileNames {
 public:
  /// The stem of `picture`, which may be a path, or with a number where that is
  /// taken.
  std::string next(const std::string& picture);

 private:
  std::set<std::string> used_;
};

}  // namespace p2p
