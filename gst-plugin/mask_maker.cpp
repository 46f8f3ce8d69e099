// SPDX-License-Identifier: MIT
// One way for each source.
#include "gst-plugin/mask_maker.h"

#include <utility>

#include "gst-plugin/element_error.h"

namespace p2p {
namespace {

/// Whether a grey frame can have this colour.
bool is_grey(uint32_t argb) {
  const uint32_t red = argb >> 16 & 255u, green = argb >> 8 & 255u;
  return red == green && green == (argb & 255u);
}

}  // namespace

void MaskMaker::start(const MaskSettings& settings) {
  if (settings.source == MaskSource::kFile) read_file(settings);
}

HoleMask& MaskMaker::make(const MaskSettings& settings, GstBuffer* buffer,
                          const P2pFrame& pixels) {
  if (settings.source == MaskSource::kFile) {
    make_from_file(settings, pixels);
  } else {
    made_.reset();
    mask_.reset(pixels.width, pixels.height);
    if (find(settings, buffer, pixels) && settings.black_is_hole)
      mask_.invert();
  }
  if (mask_.all())
    tell_once(all_holes_told_,
              "Check the mask and 'mask-polarity': there is a frame of which "
              "nothing is left, all of it is hole.");
  return mask_;
}

std::vector<std::string> MaskMaker::take_remarks() {
  return std::exchange(remarks_, {});
}

void MaskMaker::read_file(const MaskSettings& settings) {
  file_version_ = settings.location_version;
  file_ = MaskFile(settings.location);
  soft_told_ = false;
  if (file_.is_soft())
    tell_once(soft_told_,
              "Use a mask of black and white: greys are taken for one or the "
              "other, from 128 on for white.");
}

/// While playing a wrong file is no reason to stop.
void MaskMaker::follow_file(const MaskSettings& settings) {
  if (file_version_ == settings.location_version) return;
  try {
    read_file(settings);
  } catch (const ElementError& error) {
    remarks_.push_back(std::string(error.what()) +
                       (file_.width() > 0 ? " The mask before it stays in use."
                                          : " Until then nothing is filled."));
  }
}

void MaskMaker::make_from_file(const MaskSettings& settings,
                               const P2pFrame& pixels) {
  follow_file(settings);
  const Made wanted{*file_version_, settings.black_is_hole, pixels.width,
                    pixels.height};
  if (made_ == wanted) return;
  made_ = wanted;
  mask_.reset(pixels.width, pixels.height);
  if (file_.width() == 0) return;
  file_.scale_to(mask_);
  if (settings.black_is_hole) mask_.invert();
}

bool MaskMaker::find(const MaskSettings& settings, GstBuffer* buffer,
                     const P2pFrame& pixels) {
  switch (settings.source) {
    case MaskSource::kAlpha:
      if (pixels.n_components == 4) {
        find_transparent(pixels, mask_);
        return true;
      }
      tell_once(no_alpha_told_,
                "Ask for a format with alpha before pix2pixfilter, RGBA for "
                "instance: mask-source=alpha finds none in this one, and "
                "nothing is filled.");
      return false;
    case MaskSource::kColourKey:
      if (pixels.colour != P2P_COLOUR_GREY || is_grey(settings.key_colour)) {
        find_colour(pixels, settings.key_colour, settings.key_tolerance, mask_);
        return true;
      }
      tell_once(no_colour_told_,
                "Set 'key-color' to a grey, or ask for a format with colours: "
                "this one has none, and nothing is filled.");
      return false;
    case MaskSource::kRegions:
      find_regions(buffer, settings.region_type, settings.region_margin, mask_);
      return true;
    case MaskSource::kNone:
    case MaskSource::kFile:
      break;
  }
  return false;
}

void MaskMaker::tell_once(bool& told, const char* text) {
  if (!std::exchange(told, true)) remarks_.emplace_back(text);
}

}  // namespace p2p
