// SPDX-License-Identifier: MIT
// Frames row by row, each row run by run.
#include "models/pixels/frame_planes.h"

#include <algorithm>
#include <stdexcept>

#include "models/pixels/frame_pixels.h"
#include "models/pixels/pixel_run.h"
#include "models/pixels/reflect.h"
#include "models/pixels/reflect_planes.h"
#include "models/pixels/sample_rows.h"
#include "models/pixels/value_rows.h"
#include "models/pixels/yuv_read_rows.h"
#include "models/pixels/yuv_write_rows.h"

namespace p2p {
namespace {

int colours_of(const P2pFrame& frame) {
  return frame.colour == P2P_COLOUR_GREY ? 1 : 3;
}

/// Components at full resolution: no colour arithmetic.
void read_components(const P2pFrame& frame, const PlaneFormat& format,
                     const RunPosition& run, ColourRun& values) {
  for (int i = 0; i < format.channels; ++i) {
    const P2pComponent& c = frame.component[i];
    SampleRun samples;
    gather_samples(sample_at(c, run.x, run.y), c.pixel_stride, run.length,
                   samples.sample);
    to_network_values(samples, run.length, format.range, values.colour[i]);
  }
}

void read_row(const P2pFrame& frame, const PlaneFormat& format,
              const Planes& planes, int y) {
  ColourRun values;
  for (int x = 0; x < frame.width; x += kRunLength) {
    const RunPosition run{x, y, std::min(kRunLength, frame.width - x)};
    if (frame.colour == P2P_COLOUR_YUV)
      read_yuv_run(frame, run, format.range, values);
    else
      read_components(frame, format, run, values);
    store_values(values, run, format, planes);
  }
  reflect_right(y, frame.width, format.channels, planes);
}

template <typename Element>
void copy_row(int from, int to, int channels, const Planes& planes) {
  for (int c = 0; c < channels; ++c) {
    const Element* in = planes.at<Element>(c, from, 0);
    Element* out = planes.at<Element>(c, to, 0);
    for (int x = 0; x < planes.width; ++x)
      out[x * planes.pixel_stride] = in[x * planes.pixel_stride];
  }
}

void copy_fourth(const P2pFrame& source, const RunPosition& run,
                 SampleRun& samples) {
  const P2pComponent& c = source.component[3];
  gather_samples(sample_at(c, run.x, run.y), c.pixel_stride, run.length,
                 samples.sample);
}

void write_component(const SampleRun& samples, int component,
                     const RunPosition& run, const P2pFrame& frame) {
  const P2pComponent& c = frame.component[component];
  scatter_samples(samples.sample, run.length, sample_at(c, run.x, run.y),
                  c.pixel_stride);
}

void write_colours(const Planes& planes, const PlaneFormat& format,
                   const P2pFrame& source, const RunPosition& run,
                   const P2pFrame& frame) {
  ColourRun values;
  SampleRun samples[4];
  load_values(planes, format, run, values);
  for (int c = 0; c < 3; ++c)
    to_samples(values.colour[format.channels == 1 ? 0 : c], run.length,
               format.range, samples[c]);
  if (frame.n_components == 4) copy_fourth(source, run, samples[3]);
  scatter_colours(samples, run, frame);
}

void write_grey(const Planes& planes, const PlaneFormat& format,
                const RunPosition& run, const P2pFrame& frame) {
  ColourRun values;
  SampleRun samples;
  load_values(planes, format, run, values);
  to_samples(values.colour[0], run.length, format.range, samples);
  write_component(samples, 0, run, frame);
}

/// A row of a frame without chroma.
void write_row(const Planes& planes, const PlaneFormat& format,
               const P2pFrame& source, const P2pFrame& frame, int y) {
  for (int x = 0; x < frame.width; x += kRunLength) {
    const RunPosition run{x, y, std::min(kRunLength, frame.width - x)};
    if (frame.colour == P2P_COLOUR_RGB)
      write_colours(planes, format, source, run, frame);
    else
      write_grey(planes, format, run, frame);
  }
}

void copy_fourth_row(const P2pFrame& source, const P2pFrame& frame, int y) {
  SampleRun samples;
  for (int x = 0; x < frame.width; x += kRunLength) {
    const RunPosition run{x, y, std::min(kRunLength, frame.width - x)};
    copy_fourth(source, run, samples);
    write_component(samples, 3, run, frame);
  }
}

void write_yuv(const Planes& planes, const PlaneFormat& format,
               const P2pFrame& source, const P2pFrame& frame, int first,
               int last) {
  const int shift = frame.component[1].y_shift;
  for (int y = first >> shift; y < sample_count(last, shift); ++y)
    write_yuv_rows(planes, format, frame, y);
  if (frame.n_components < 4) return;
  for (int y = first; y < last; ++y) copy_fourth_row(source, frame, y);
}

}  // namespace

void check_readable(const P2pFrame& frame, const PlaneFormat& format) {
  if (colours_of(frame) != format.channels)
    throw std::invalid_argument("the frame's colours do not fit the network");
}

void check_writable(const P2pFrame& frame, const PlaneFormat& format) {
  if (colours_of(frame) < format.channels)
    throw std::invalid_argument("the network's colours do not fit the frame");
}

void read_rows(const P2pFrame& frame, const PlaneFormat& format,
               const Planes& planes, int first, int last) {
  for (int y = first; y < last; ++y) read_row(frame, format, planes, y);
}

void reflect_below(const P2pFrame& frame, const PlaneFormat& format,
                   const Planes& planes) {
  const int channels = format.channels + (format.mask_plane ? 1 : 0);
  for (int y = frame.height; y < planes.height; ++y) {
    const int from = reflect_index(y, frame.height);
    if (planes.type == PlaneType::kFp32)
      copy_row<float>(from, y, channels, planes);
    else
      copy_row<uint16_t>(from, y, channels, planes);
  }
}

void write_rows(const Planes& planes, const PlaneFormat& format,
                const P2pFrame& source, const P2pFrame& frame, int first,
                int last) {
  if (frame.colour == P2P_COLOUR_YUV)
    return write_yuv(planes, format, source, frame, first, last);
  for (int y = first; y < last; ++y)
    write_row(planes, format, source, frame, y);
}

void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes) {
  check_readable(frame, format);
  read_rows(frame, format, planes, 0, frame.height);
  reflect_below(frame, format, planes);
}

void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame) {
  check_writable(frame, format);
  write_rows(planes, format, source, frame, 0, frame.height);
}

}  // namespace p2p
