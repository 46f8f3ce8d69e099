// SPDX-License-Identifier: MIT
// How large tiles may be for a given memory.
#pragma once

#include <cstdint>
#include <vector>

#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p {

/// What a program keeps of a frame.
struct ProgramMemory {
  std::vector<BufferShape> buffers;
  std::vector<int> planes = {};  ///< halvings of the ratios, one fp32 each
};

ProgramMemory memory_of(const Program& program);

/// Bytes of a plan's buffers, with values of `value_size` bytes, and planes.
/// Kernels need a few MiB more to work with, whatever the frame.
int64_t activation_bytes(const ProgramMemory& memory, const PlanShape& shape,
                         int value_size);

/// What must fit into how much memory.
struct TileBudget {
  int64_t bytes;
  int multiple;  ///< of pixels, that tiles are of
  int value_size;
  int in_channels, out_channels;  ///< of the frame, kept in fp32 beside a tile
};

/// The side of the largest square tile with which a frame of `shape` fits into
/// the budget; 0 if the whole frame fits. Throws SettingsError, with what the
/// smallest tile needs, if not even that does.
int tile_size_for(const ProgramMemory& memory, const PlanShape& shape,
                  const TileBudget& budget);

}  // namespace p2p
