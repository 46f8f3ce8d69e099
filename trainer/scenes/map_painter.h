// SPDX-License-Identifier: MIT
// The street map: flat colours, no shadows, no cars, no text.
#pragma once

#include <opencv2/core.hpp>

#include "trainer/scenes/city_plan.h"
#include "trainer/scenes/colour.h"
#include "trainer/scenes/projection.h"

namespace p2p::scenes {

/// The map's colours, blue green red. Away from edges a map pixel has exactly
/// one of these.
namespace palette {
inline constexpr Colour kLand{233, 239, 242};
inline constexpr Colour kBuilding{196, 206, 216};
inline constexpr Colour kBuildingEdge{168, 180, 192};
inline constexpr Colour kPark{178, 226, 196};
inline constexpr Colour kPitch{160, 208, 166};
inline constexpr Colour kParking{226, 226, 226};
inline constexpr Colour kSand{196, 232, 240};
inline constexpr Colour kWater{236, 206, 160};
inline constexpr Colour kStreet{255, 255, 255};
inline constexpr Colour kAvenue{150, 236, 252};
inline constexpr Colour kMain{112, 186, 250};
inline constexpr Colour kPath{214, 234, 238};
inline constexpr Colour kStreetEdge{204, 208, 210};
inline constexpr Colour kAvenueEdge{100, 190, 214};
inline constexpr Colour kMainEdge{70, 136, 216};
}  // namespace palette

/// CV_8UC3, blue green red, in the projection's (supersampled) size.
cv::Mat paint_map(const CityPlan& plan, const Projection& projection);

}  // namespace p2p::scenes
