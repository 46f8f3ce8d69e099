// SPDX-License-Identifier: MIT
// What users say about the holes of their pictures.
#pragma once

#include <cstdint>
#include <string>

namespace p2p {

/// Where the mask of the holes comes from.
enum class MaskSource : int {
  kNone,       ///< there are no holes
  kFile,       ///< white in a picture file
  kAlpha,      ///< transparent in the frame
  kColourKey,  ///< of one colour in the frame
  kRegions,    ///< in a box that an element upstream marked
};

/// The values of the mask-... properties and their relatives; compared to see
/// whether a mask that was made still holds.
struct MaskSettings {
  MaskSource source = MaskSource::kNone;
  std::string location;
  /// Grows whenever `location` is set, to the same value too.
  uint64_t location_version = 0;
  bool black_is_hole = false;
  uint32_t key_colour = 0;  ///< 0xAARRGGBB; its alpha means nothing
  int key_tolerance = 0;    ///< levels of R', G' or B'
  std::string region_type;  ///< empty: any
  int region_margin = 0;    ///< pixels
};

}  // namespace p2p
