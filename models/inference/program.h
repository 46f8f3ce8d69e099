// SPDX-License-Identifier: MIT
// A network as a short list of fused steps, which the plans run.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace p2p {

/// What lies around a buffer's pixels.
enum class Border { kZero, kReflect };

/// Activations between steps: [N, H, W, channels] with H = padded height >>
/// halvings, and `border` pixels more on each side.
struct BufferShape {
  int channels = 0;
  int halvings = 0;
  int border = 0;
  Border fill = Border::kZero;
};

/// A range of a buffer's channels. Concatenations are places side by side.
struct Place {
  int buffer = 0;
  int channel = 0;  ///< the first one
  int channels = 0;
  bool operator==(const Place&) const = default;
};

/// Applied to each value on its way into a place.
struct Activation {
  enum class Kind { kLeaky, kTanh, kSigmoid };
  Kind kind = Kind::kLeaky;
  float slope = 1.0f;  ///< of a leaky ReLU; 1: none, 0: ReLU
  bool operator==(const Activation&) const = default;
};

/// Where a result goes and what it goes through. A result with several
/// consumers is stored once for each, activated as that one wants it.
struct Store {
  Place place;
  Activation activation;
};

/// A convolution's numbers, batch norm folded in where its statistics are
/// known.
struct Filter {
  int out_channels = 0;
  int in_channels = 0;
  int height = 0;             ///< of the kernel
  int width = 0;              ///< of the kernel
  std::vector<float> weight;  ///< [height, width, in, out] in either direction
  std::vector<float> bias;    ///< [out]

  /// The weights of kernel position (y, x): [in, out].
  const float* position(int y, int x) const {
    return weight.data() +
           (static_cast<size_t>(y) * width + x) * in_channels * out_channels;
  }
  float at(int out, int in, int y, int x) const {
    return position(y, x)[static_cast<size_t>(in) * out_channels + out];
  }
};

/// The mask of a group of channels as the windows of a layer see it.
struct MaskGroup {
  int plane = 0;  ///< of a MaskStep
  int channels = 0;
  bool doubled = false;  ///< each pixel repeated to 2x2
  bool operator==(const MaskGroup&) const = default;
};

/// fp32 values of a partial convolution's windows: what a sum over known
/// values has to be multiplied by, n / s (models/networks/partial_conv.h), and
/// 0 where a window knows none. So the mask of the result is where it is above
/// 0.
struct RatioPlane {
  int halvings = 0;
  int kernel = 1;
  int stride = 1;
  std::vector<MaskGroup> groups;  ///< empty for the picture: 1, or 0 in a hole
};

/// All that depends on the masks alone. Stores the picture with its holes
/// blanked, like all features: a convolution's input is 0 where nothing is
/// known.
struct MaskStep {
  std::string name;
  Place in;                ///< the picture and, as the last channel, the mask
  float threshold = 0.0f;  ///< of the mask; above: a hole
  Place picture;
  std::vector<RatioPlane> planes;  ///< made from earlier ones; 0 the picture's
};

/// Convolution, bias, residual, activation.
struct ConvStep {
  std::string name;
  Filter filter;
  int stride = 1;
  int padding = 0;  ///< of what the border of the input buffer holds
  /// The gradient of the convolution: output pixel s * i + k - padding gets
  /// weight k times input pixel i.
  bool transposed = false;
  /// Every 4 channels become 2x2 pixels: channel 4c + 2y + x is channel c of
  /// pixel (2j + y, 2i + x) (Shi et al. 2016).
  bool pixel_shuffle = false;
  Place in;
  std::optional<Place> residual = {};  ///< added before the activation
  /// Of the MaskStep's planes, for a partial convolution: the result is
  /// (convolution + residual) * ratio + bias, and 0 where the ratio is 0.
  std::optional<int> ratio = {};
  std::vector<Store> stores = {};
};

/// Normalisation by each sample's own mean and (biased) variance per channel,
/// scale and shift, residual, activation.
struct NormStep {
  std::string name;
  std::vector<float> scale;  ///< [channels]
  std::vector<float> shift;  ///< [channels]
  double eps = 1e-5;         ///< added to the variance
  Place in;
  std::optional<Place> residual = {};
  std::optional<int> ratio = {};  ///< the result is 0 where this plane is
  std::vector<Store> stores = {};
};

/// The whole network. Steps are in an order in which they can run; a MaskStep
/// is the first one, if there is one.
using Step = std::variant<ConvStep, NormStep, MaskStep>;

struct Program {
  std::vector<BufferShape> buffers;
  std::vector<Step> steps;
  Place input;   ///< the picture in the network's value range
  Place output;  ///< likewise
};

}  // namespace p2p
