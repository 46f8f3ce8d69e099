// SPDX-License-Identifier: MIT
// Lots and the buildings that fill them.
#pragma once

#include <optional>
#include <vector>

#include "trainer/scenes/block.h"
#include "trainer/scenes/city_plan.h"

namespace p2p::scenes {

/// Cuts a block's inside into lots of about the size its use asks for.
std::vector<ConvexPolygon> lots_of(const ConvexPolygon& inside,
                                   const Block& block);

/// A building that keeps its distance to the lot's edges; nothing where the
/// lot is too small or narrow.
std::optional<Building> build_on(const ConvexPolygon& lot, const Block& block,
                                 Key key);

}  // namespace p2p::scenes
