// SPDX-License-Identifier: MIT
// Which video the element takes, and which one a model takes.
#pragma once

#include <optional>
#include <string>

#include <gst/gst.h>

namespace p2p {

/// Caps of both pad templates. Any size: the network's multiple is reached by
/// padding inside. No interlace-mode, although fields are not handled: a caps
/// template with that field refuses caps without it, as applications write
/// them; transform_caps() refuses interlaced video instead.
extern const char kTemplateCaps[];

/// What is known of the model while one is loaded.
struct ModelChannels {
  int in = 3;
  int out = 3;
};

/// Whether there is a format for this model: 3 -> 3 and 3 -> 1 take the RGB and
/// YUV formats, 1 -> 1 takes GRAY8. What comes out has the format of what went
/// in, or is GRAY8 for 3 -> 1.
bool has_format(ModelChannels channels);

/// What can be on the other pad when `caps` are on the one of `direction`:
/// everything of a format that the model (without one: the template) takes and
/// that is progressive or does not say; besides, from three channels to one,
/// GRAY8 behind the formats of colour. Returns new caps, limited by `filter` if
/// that is not NULL.
GstCaps* transform_caps(GstCaps* caps, GstPadDirection direction,
                        std::optional<ModelChannels> channels, GstCaps* filter);

/// Why transform_caps() leaves nothing of `caps`, as a sentence for the user
/// that begins with what to do; nothing if it leaves something, or if `caps` is
/// outside the template anyway.
std::optional<std::string> remedy_for(GstCaps* caps, GstPadDirection direction,
                                      std::optional<ModelChannels> channels);

}  // namespace p2p
