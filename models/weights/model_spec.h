// SPDX-License-Identifier: MIT
// What a model is, apart from its numbers: architecture, task, provenance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/pixels/value_range.h"

namespace p2p {

enum class Architecture { kUnet, kResnet, kPconv };
enum class NormKind { kBatch, kInstance, kNone };
/// Which half comes first where a skip meets the upsampled features.
enum class ConcatOrder { kSkipFirst, kUpFirst };
/// kDecoder: concatenate, then the decoder's activation on both halves
/// (pix2pix). kEncoder: the skip keeps the encoder's leaky activation and only
/// the upsampled half gets the decoder's (the TensorFlow core tutorial).
enum class SkipActivation { kDecoder, kEncoder };
/// kTransposed: 4x4 stride 2 transposed convolution. kResize: nearest x2, then
/// a 3x3 convolution (against checkerboards).
enum class Upsampling { kTransposed, kResize };
/// What the last layer's values go through.
enum class OutputActivation { kTanh, kSigmoid, kLinear };
/// Statistics that the normalisation layers use when the model is run.
enum class NormStats { kFrame, kRunning };
/// How a model learns of the holes in its picture (models/networks/
/// masked_input.h makes such inputs). kNone: it knows of none. kChannel: the
/// last input channel is the hole mask, and in_channels counts it. kBlank: the
/// holes of the picture are blanked, nothing else tells of them.
enum class MaskInput { kNone, kChannel, kBlank };

/// Normalisation layers. Batch statistics are biased, epsilon is added to the
/// variance (Ioffe and Szegedy 2015, algorithm 1).
struct NormSpec {
  NormKind kind = NormKind::kBatch;
  double eps = 1e-5;
  double momentum = 0.1;  ///< weight of the newest batch
  bool affine = true;     ///< learned scale and shift; instance norm: false
  bool operator==(const NormSpec&) const = default;
};

/// U-Net generator (Isola et al. 2017, appendix 6.1.1). Every point in which
/// published ports differ is a field; the defaults are those of the PyTorch
/// original. Level 1 is the outermost, level `depth` the bottleneck.
struct UnetSpec {
  int depth = 8;         ///< down convolutions; sizes are multiples of 2^depth
  int ngf = 64;          ///< features of level 1
  int max_multiple = 8;  ///< features of a level: ngf * min(2^(level-1), this)
  bool conv_bias = false;      ///< bias in convolutions that a norm follows
  double encoder_slope = 0.2;  ///< of the leaky ReLU
  double decoder_slope = 0.0;  ///< 0: ReLU
  SkipActivation skip_activation = SkipActivation::kDecoder;
  bool bottleneck_norm = false;
  ConcatOrder concat_order = ConcatOrder::kSkipFirst;
  std::vector<int> dropout_levels = {5, 6, 7};
  double dropout = 0.5;  ///< probability of zeroing, while training only
  Upsampling upsampling = Upsampling::kTransposed;
  /// Features of layers at the picture's own size, before level 1 and after
  /// it, as later U-Nets have them (Ronneberger et al. 2015): what is one pixel
  /// wide does not survive halving. 0: none, as in the original.
  int full_size_features = 0;
  bool operator==(const UnetSpec&) const = default;
};

/// ResNet generator (Johnson et al. 2016, as in CycleGAN, appendix 7.2).
struct ResnetSpec {
  int blocks = 9;
  int ngf = 64;
  bool conv_bias = false;  ///< bias in convolutions that a norm follows
  double dropout = 0.0;    ///< inside each block; 0: no such layer
  bool operator==(const ResnetSpec&) const = default;
};

/// Partial convolution network (Liu et al. 2018, table 2; renormalised as in
/// NVIDIA's implementation). Encoder level l halves; decoder level l takes the
/// decoded features of level l + 1, doubled by repetition, beside the encoded
/// ones of level l - 1 (level 1: the picture). A norm follows every convolution
/// but the outermost two, which have a bias. The mask of a group of channels is
/// one plane. Other implementations scale their weights by the window's size:
/// that is a matter of import. models/weights/pconv_layers.h has the layers.
struct PconvSpec {
  int depth = 7;         ///< encoder levels; sizes are multiples of 2^depth
  int ngf = 64;          ///< features of level 1
  int max_multiple = 8;  ///< features of a level: ngf * min(2^(level-1), this)
  /// Sides of the encoder's kernels, odd; the last one holds for all that
  /// follow. The decoder's are 3.
  std::vector<int> encoder_kernels = {7, 5, 5, 3};
  bool conv_bias = false;      ///< bias in convolutions that a norm follows
  double encoder_slope = 0.0;  ///< 0: ReLU
  double decoder_slope = 0.2;  ///< of the leaky ReLU
  ConcatOrder concat_order = ConcatOrder::kUpFirst;
  bool operator==(const PconvSpec&) const = default;
};

/// Of a training size, in pixels: what a larger one needs would be allocated
/// when the model is warmed up.
constexpr int kMaxTrainingSize = 2048;

/// Everything needed to rebuild a generator and to feed it.
struct ModelSpec {
  Architecture architecture = Architecture::kUnet;
  int in_channels = 3;  ///< of the network: with a mask channel, if it has one
  int out_channels = 3;
  MaskInput mask_input = MaskInput::kNone;
  /// "RGB", "BGR" or "grey": the order of the picture's channels.
  std::string in_channel_order = "RGB";
  std::string out_channel_order = "RGB";
  /// Values that black and white have at the network's input and output.
  double range_low = -1.0;
  double range_high = 1.0;
  OutputActivation output_activation = OutputActivation::kTanh;
  NormSpec norm;
  NormStats norm_stats = NormStats::kFrame;
  UnetSpec unet;              ///< meaningful for kUnet
  ResnetSpec resnet;          ///< meaningful for kResnet
  PconvSpec pconv;            ///< meaningful for kPconv
  int training_width = 256;   ///< pixels
  int training_height = 256;  ///< pixels
  std::string task;           ///< "maps", "vessels", ...; free text
  std::string dataset;        ///< what it was trained on; free text
  std::string licence_note;
  /// Resolved training options and figures reached, as JSON objects in text.
  std::string training_options = "{}";
  std::string figures = "{}";
  /// Range of each step's results on sample pictures, for 8-bit arithmetic:
  /// a JSON object in text (models/inference/activation_ranges.h).
  std::string activation_ranges = "{}";
  bool operator==(const ModelSpec&) const = default;
};

/// What black and white are for this model.
ValueRange value_range(const ModelSpec& spec);

/// Channels of the picture in the network's input: all but the mask.
int picture_channels(const ModelSpec& spec);

/// The order that pictures of so many channels are read and written in here.
const char* channel_order(int channels);

/// Width and height must be multiples of this many pixels.
int size_multiple(const ModelSpec& spec);

/// The smallest width or height that the network takes and that holds `size`
/// pixels.
int padded_size(const ModelSpec& spec, int size);

/// Features of `level` (1 = outermost) of a U-Net.
int unet_width(const UnetSpec& unet, int level);

/// Weights of all convolutions, for judging a spec before a network of its size
/// is allocated.
int64_t convolution_weights(const ModelSpec& spec);

/// The U-Net of `depth` levels as the PyTorch original builds it: dropout on
/// the levels between the widest and the bottleneck.
UnetSpec standard_unet(int depth, int ngf);

/// Throws std::invalid_argument that names the field, its value and the range
/// allowed.
void validate(const ModelSpec& spec);

/// The spec as JSON text, and back. Reading fills absent fields with their
/// defaults, ignores unknown ones, and throws std::invalid_argument naming the
/// field whose type or value is wrong; the result has been validated.
std::string to_json(const ModelSpec& spec);
ModelSpec model_spec_from_json(const std::string& text);

const char* to_string(Architecture value);
const char* to_string(NormKind value);
const char* to_string(NormStats value);
const char* to_string(MaskInput value);

NormKind norm_kind_from_string(const std::string& text);
NormStats norm_stats_from_string(const std::string& text);

}  // namespace p2p
