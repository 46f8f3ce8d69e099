// SPDX-License-Identifier: MIT
// From an option's word to the holes it means.
#include "trainer/holes/hole_source.h"

#include <nlohmann/json.hpp>

#include "trainer/holes/file_holes.h"
#include "trainer/holes/random_holes.h"

namespace p2p {

HoleSourcePtr open_holes(const HoleOptions& options) {
  if (options.source == "none") return nullptr;
  if (options.source == "random")
    return std::make_shared<GeneratedHoles>(options.range);
  return std::make_shared<FileHoles>(options);
}

std::string to_json(const HoleOptions& options) {
  constexpr double kPercent = 100.0;
  const bool none = options.source == "none";
  const bool files = !none && options.source != "random";
  nlohmann::json json = {{"holes", files ? "files" : options.source}};
  if (!none) {
    json["hole_ratio"] = {kPercent * options.range.least,
                          kPercent * options.range.most};
    json["hole_border"] = options.range.border;
  }
  if (files) {
    json["mask_polarity"] = options.black_is_hole ? "black" : "white";
    json["hole_augment"] = options.augment;
  }
  return json.dump();
}

}  // namespace p2p
