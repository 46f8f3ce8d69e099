// SPDX-License-Identifier: MIT
// One thread for each pixel; the arithmetic is that of frame_pixels.h.
#include "models/cuda/launch.h"
#include "models/cuda/pixel_kernels.h"
#include "models/pixels/frame_pixels.h"
#include "models/pixels/reflect.h"

namespace p2p::cuda {
namespace {

constexpr int kBlockWidth = 32;
constexpr int kBlockHeight = 8;

__global__ void read_kernel(P2pFrame frame, PlaneFormat format, Planes planes) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= planes.width || y >= planes.height) return;
  const Triple rgb = read_pixel(frame, reflect_index(x, frame.width),
                                reflect_index(y, frame.height));
  const float values[] = {rgb.a, rgb.b, rgb.c};
  for (int colour = 0; colour < format.channels; ++colour)
    planes.set_value(plane_of(colour, format), y, x,
                     to_network(values[colour], format.range));
}

__global__ void write_kernel(RgbPlanes rgb, P2pFrame source, P2pFrame frame) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= frame.width || y >= frame.height) return;
  write_pixel(rgb, frame, x, y);
  if (frame.n_components == 4)
    *sample_at(frame.component[3], x, y) =
        *sample_at(source.component[3], x, y);
}

/// Planes are read only, so chroma needs no luma to be written first.
__global__ void write_chroma_kernel(RgbPlanes rgb, P2pFrame frame) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  const P2pComponent& c = frame.component[1];
  if (x < sample_count(frame.width, c.x_shift) &&
      y < sample_count(frame.height, c.y_shift))
    write_chroma(rgb, frame, x, y);
}

dim3 block() { return {kBlockWidth, kBlockHeight, 1}; }

dim3 grid(int width, int height) {
  return {static_cast<unsigned>((width + kBlockWidth - 1) / kBlockWidth),
          static_cast<unsigned>((height + kBlockHeight - 1) / kBlockHeight), 1};
}

dim3 chroma_grid(const P2pFrame& frame) {
  const P2pComponent& c = frame.component[1];
  return grid(sample_count(frame.width, c.x_shift),
              sample_count(frame.height, c.y_shift));
}

}  // namespace

void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes, Stream stream) {
  check_readable(frame, format);
  read_kernel<<<grid(planes.width, planes.height), block(), 0,
                static_cast<cudaStream_t>(stream)>>>(frame, format, planes);
  check_launch("read");
}

void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame,
                     Stream stream) {
  check_writable(frame, format);
  const RgbPlanes rgb{planes, format};
  const auto queue = static_cast<cudaStream_t>(stream);
  write_kernel<<<grid(frame.width, frame.height), block(), 0, queue>>>(
      rgb, source, frame);
  if (frame.colour == P2P_COLOUR_YUV)
    write_chroma_kernel<<<chroma_grid(frame), block(), 0, queue>>>(rgb, frame);
  check_launch("write");
}

}  // namespace p2p::cuda
