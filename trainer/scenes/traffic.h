// SPDX-License-Identifier: MIT
// Cars on the roads: parked along the kerb, and driving as time goes by.
#pragma once

#include <vector>

#include "trainer/scenes/city_plan.h"

namespace p2p::scenes {

/// Cars that stand along the streets, whatever the time.
std::vector<Car> kerb_parked(const std::vector<Road>& roads);

/// Cars that drive, on the right, at `time` seconds.
std::vector<Car> driving(const std::vector<Road>& roads, double time);

}  // namespace p2p::scenes
