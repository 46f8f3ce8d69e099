// SPDX-License-Identifier: MIT
// What a data set holds and what is wrong with it, found by reading all of it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "trainer/data/open_pairs.h"

namespace p2p {

/// One phase of a data set.
struct Survey {
  std::string phase;
  size_t pairs = 0;  ///< that are whole
  /// How often each was found, as "1200x600 RGB 8 bit".
  std::map<std::string, size_t> a, b, regions;
  std::string rule;  ///< by which names were matched; empty: no need
  size_t bytes = 0;  ///< that the decoded pairs take
  std::vector<std::string> problems;  ///< one sentence each, naming the file
};

/// Reads every picture of `phase`. Problems are unmatched names, pictures that
/// cannot be read, pairs that differ in size, channels that the network does
/// not take, and crops that do not fit. Throws as check_options() does.
Survey survey_data(const DataOptions& options, const std::string& phase,
                   int load_size, int crop_size);

/// The survey for a reader; every problem is a line.
std::string to_text(const Survey& survey);

}  // namespace p2p
