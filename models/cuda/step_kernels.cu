// SPDX-License-Identifier: MIT
// One thread for each piece of a pass.
#include "models/cuda/border.h"
#include "models/cuda/launch.h"
#include "models/cuda/step_kernels.h"

namespace p2p::cuda {
namespace {

/// Neighbouring channels, and pixels between which a chunk is shared.
constexpr int kStatisticsChannels = 32;
constexpr int kStatisticsLanes = 8;

__device__ uint32_t thread_index() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

template <PlaneType type, int width>
__global__ void finish_kernel(Finish pass, uint32_t pieces) {
  const uint32_t piece = thread_index();
  if (piece < pieces) finish_piece<type, width>(pass, piece);
}

template <int width>
__global__ void reflect_kernel(Area area, uint32_t pieces) {
  const uint32_t piece = thread_index();
  if (piece < pieces) reflect_piece<width>(area, piece);
}

/// Lanes are merged one after the other: the order is part of the result.
template <PlaneType type>
__global__ void parts_kernel(Statistics pass) {
  __shared__ Moments lanes[kStatisticsLanes][kStatisticsChannels];
  const int channel = blockIdx.x * kStatisticsChannels + threadIdx.x;
  const int chunk = blockIdx.y;
  const int sample = blockIdx.z;
  if (channel < pass.channels)
    lanes[threadIdx.y][threadIdx.x] = lane_moments<type>(
        pass, sample, chunk, channel, threadIdx.y, kStatisticsLanes);
  __syncthreads();
  if (threadIdx.y != 0 || channel >= pass.channels) return;
  Moments all = lanes[0][threadIdx.x];
  for (int lane = 1; lane < kStatisticsLanes; ++lane)
    all = merged(all, lanes[lane][threadIdx.x]);
  part_at(pass, sample, chunk, channel) = all;
}

__global__ void statistics_kernel(Statistics pass) {
  const int i = static_cast<int>(thread_index());
  if (i < pass.samples * pass.channels)
    finish_statistics(pass, i / pass.channels, i % pass.channels);
}

template <PlaneType type, int width>
void launch_finish(const Finish& pass, cudaStream_t queue) {
  const size_t pieces = piece_count<width>(pass);
  finish_kernel<type, width><<<blocks_for(pieces), kThreads, 0, queue>>>(
      pass, static_cast<uint32_t>(pieces));
}

template <PlaneType type>
void launch_finish(const Finish& pass, cudaStream_t queue) {
  channels_are_wide(pass) ? launch_finish<type, kWide>(pass, queue)
                          : launch_finish<type, 1>(pass, queue);
}

template <int width>
void launch_reflect(const Area& area, cudaStream_t queue) {
  const size_t pieces = static_cast<size_t>(area.samples) * border_size(area) *
                        (area.channels / width);
  reflect_kernel<width><<<blocks_for(pieces), kThreads, 0, queue>>>(
      area, static_cast<uint32_t>(pieces));
}

}  // namespace

void StepKernels::finish(const Finish& pass, PlaneType type) {
  const auto queue = static_cast<cudaStream_t>(stream_);
  type == PlaneType::kBf16 ? launch_finish<PlaneType::kBf16>(pass, queue)
                           : launch_finish<PlaneType::kFp16>(pass, queue);
  check_launch("finish");
}

void StepKernels::measure(const Statistics& pass, PlaneType type) {
  const auto queue = static_cast<cudaStream_t>(stream_);
  const dim3 threads(kStatisticsChannels, kStatisticsLanes);
  const dim3 blocks(
      (pass.channels + kStatisticsChannels - 1) / kStatisticsChannels,
      pass.chunks, pass.samples);
  if (type == PlaneType::kBf16)
    parts_kernel<PlaneType::kBf16><<<blocks, threads, 0, queue>>>(pass);
  else
    parts_kernel<PlaneType::kFp16><<<blocks, threads, 0, queue>>>(pass);
  check_launch("parts");
  const size_t channels = static_cast<size_t>(pass.samples) * pass.channels;
  statistics_kernel<<<blocks_for(channels), kThreads, 0, queue>>>(pass);
  check_launch("statistics");
}

void StepKernels::reflect(const Area& area) {
  if (area.border == 0) return;
  const auto queue = static_cast<cudaStream_t>(stream_);
  area.channels % kWide == 0 ? launch_reflect<kWide>(area, queue)
                             : launch_reflect<1>(area, queue);
  check_launch("reflect");
}

}  // namespace p2p::cuda
