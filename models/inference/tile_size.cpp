// SPDX-License-Identifier: MIT
// Adding up buffers.
#include "models/inference/tile_size.h"

#include <algorithm>
#include <string>

#include "models/inference/precision.h"

namespace p2p {
namespace {

constexpr int64_t kMib = int64_t{1} << 20;

int64_t with_border(int size, const BufferShape& buffer) {
  return (size >> buffer.halvings) + 2 * buffer.border;
}

/// A frame in tiles: one tile's buffers and the whole frame's pictures.
int64_t tiled_bytes(const ProgramMemory& memory, const PlanShape& shape,
                    const TileBudget& budget, int tile) {
  const PlanShape one{std::min(tile, shape.width), std::min(tile, shape.height),
                      1};
  const int64_t pictures = int64_t{4} * shape.width * shape.height *
                           (budget.in_channels + budget.out_channels);
  return activation_bytes(memory, one, budget.value_size) + pictures;
}

}  // namespace

ProgramMemory memory_of(const Program& program) {
  ProgramMemory memory{program.buffers};
  for (const Step& step : program.steps)
    if (const auto* masks = std::get_if<MaskStep>(&step))
      for (const RatioPlane& plane : masks->planes)
        memory.planes.push_back(plane.halvings);
  return memory;
}

int64_t activation_bytes(const ProgramMemory& memory, const PlanShape& shape,
                         int value_size) {
  int64_t bytes = 0;
  for (const BufferShape& buffer : memory.buffers)
    bytes += with_border(shape.width, buffer) *
             with_border(shape.height, buffer) * buffer.channels * value_size;
  for (const int halvings : memory.planes)
    bytes += int64_t{shape.width >> halvings} * (shape.height >> halvings) *
             static_cast<int64_t>(sizeof(float));
  return bytes * shape.batch;
}

int tile_size_for(const ProgramMemory& memory, const PlanShape& shape,
                  const TileBudget& budget) {
  if (activation_bytes(memory, shape, budget.value_size) <= budget.bytes)
    return 0;
  const int longest = std::max(shape.width, shape.height);
  int best = 0;
  for (int tile = budget.multiple; tile < longest; tile += budget.multiple)
    if (tiled_bytes(memory, shape, budget, tile) <= budget.bytes) best = tile;
  if (best > 0) return best;
  const int64_t least = tiled_bytes(memory, shape, budget, budget.multiple);
  throw SettingsError(
      "frames of " + std::to_string(shape.width) + "x" +
      std::to_string(shape.height) + " need at least " +
      std::to_string((least + kMib - 1) / kMib) +
      " MiB, also in tiles, and the memory limit is " +
      std::to_string(budget.bytes / kMib) +
      " MiB: raise it, or scale the frames down before the filter");
}

}  // namespace p2p
