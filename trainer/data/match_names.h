// SPDX-License-Identifier: MIT
// Which picture of one folder belongs to which of another.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace p2p {

/// How names (without extensions) are compared.
enum class MatchRule {
  kAuto,   ///< the first of those below that leaves nothing over
  kStem,   ///< equal names: 12 and 12
  kAffix,  ///< equal but for what all names of a folder begin and end with:
           ///< in_12_photo and out_12_map
  kNumber  ///< equal numbers in the name: frame0012 and mask_12
};

struct NameMatch {
  MatchRule rule = MatchRule::kStem;  ///< never kAuto
  /// Indices into the two lists, in the order of the first.
  std::vector<std::pair<size_t, size_t>> pairs;
  std::vector<size_t> alone_in_first, alone_in_second;
  /// Names of one list that the rule cannot tell apart, as "x and y"; they are
  /// among those alone.
  std::vector<std::string> ambiguous;

  bool complete() const {
    return alone_in_first.empty() && alone_in_second.empty();
  }
};

/// Matches two lists of names. kAuto takes the rule that leaves the fewest
/// names alone, the first of these.
NameMatch match_names(const std::vector<std::string>& first,
                      const std::vector<std::string>& second, MatchRule rule);

const char* to_string(MatchRule rule);

}  // namespace p2p
