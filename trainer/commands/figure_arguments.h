// SPDX-License-Identifier: MIT
// The options about figures that several commands share.
#pragma once

#include <string>
#include <vector>

#include "trainer/evaluation/bootstrap.h"
#include "trainer/evaluation/metric.h"

namespace CLI {
class App;
}

namespace p2p {

/// The help's heading for them.
constexpr const char* kFigureGroup = "Figures";

/// --metrics, --features, --seed, --resamples. What is given must outlive the
/// command.
void add_figure_arguments(CLI::App& command, std::vector<std::string>& metrics,
                          MetricOptions& metric, BootstrapOptions& bootstrap);

}  // namespace p2p
