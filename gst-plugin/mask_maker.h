// SPDX-License-Identifier: MIT
// From the settings and a frame to the mask of its holes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gst/gst.h>

#include "gst-plugin/hole_mask.h"
#include "gst-plugin/mask_file.h"
#include "gst-plugin/mask_settings.h"

namespace p2p {

/// Keeps what holds from frame to frame: the file, and its mask while neither
/// it nor the frame's size changes. Used by one thread at a time.
class MaskMaker {
 public:
  /// Reads the file if the settings ask for one. Throws ElementError.
  void start(const MaskSettings& settings);

  /// The holes of a frame; valid until the next call. `pixels` is the mapped
  /// `buffer`. A file that cannot be read leaves the mask that was.
  HoleMask& make(const MaskSettings& settings, GstBuffer* buffer,
                 const P2pFrame& pixels);

  /// What there is to tell the user since the last call, each thing once.
  std::vector<std::string> take_remarks();

 private:
  void read_file(const MaskSettings& settings);
  void follow_file(const MaskSettings& settings);
  void make_from_file(const MaskSettings& settings, const P2pFrame& pixels);
  /// Whether this frame has what the source needs.
  bool find(const MaskSettings& settings, GstBuffer* buffer,
            const P2pFrame& pixels);
  void tell_once(bool& told, const char* text);

  MaskFile file_;
  /// location_version of the file that was read, or tried, last.
  std::optional<uint64_t> file_version_;
  /// What `mask_` was made from, while it holds: the file's mask is static.
  struct Made {
    uint64_t file_version;
    bool black_is_hole;
    int width, height;
    bool operator==(const Made&) const = default;
  };
  std::optional<Made> made_;
  HoleMask mask_;

  std::vector<std::string> remarks_;
  bool soft_told_ = false;
  bool no_alpha_told_ = false;
  bool no_colour_told_ = false;
  bool all_holes_told_ = false;
};

}  // namespace p2p
