// SPDX-License-Identifier: MIT
// The plan for x86-64 processors with AVX-512.
#pragma once

#include <memory>
#include <vector>

#include "models/inference/activation_ranges.h"
#include "models/inference/avx512/area.h"
#include "models/inference/avx512/frame_norm.h"
#include "models/inference/avx512/packing.h"
#include "models/inference/plan.h"
#include "models/inference/program.h"

namespace p2p::avx512 {

/// A program with its weights packed; what plans of all sizes share.
class Network {
 public:
  /// `type` is what activations are stored as; kUint8 needs the `ranges` of all
  /// steps and throws SettingsError naming one that is missing, and for partial
  /// convolutions. The size the network was trained at decides between
  /// algorithms, so that a model's results do not depend on which frame came
  /// first.
  Network(const Program& program, Type type, const PlanShape& training,
          const ActivationRanges& ranges = {});

  /// The plan shares this network's memory.
  static std::unique_ptr<Plan> plan(std::shared_ptr<const Network> network,
                                    const PlanShape& shape);

  /// What a step of the program says of its surroundings.
  struct Ends {
    Place in;
    std::optional<Place> residual;
    std::optional<int> ratio;
    std::vector<Store> stores;
    int out_channels;
  };
  struct ConvNode {
    std::string name;
    bool winograd;
    PackedConvolution packed;
    Ends ends;
  };
  struct NormNode {
    std::string name;
    PackedNorm packed;
    Ends ends;
  };
  /// The last layer of a U-Net.
  struct ShuffleNode {
    std::string name;
    PackedShuffle packed;
    Place in;
    Store store;
  };
  using Node = std::variant<ConvNode, NormNode, ShuffleNode, MaskStep>;

  const std::vector<BufferShape>& buffers() const { return buffers_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  Place input() const { return input_; }
  Place output() const { return output_; }
  Type type_of(int buffer) const { return types_[buffer]; }
  /// How the channels of a kUint8 buffer are stored.
  const std::vector<Quantisation>& quantisation_of(int buffer) const {
    return quantisation_[buffer];
  }

 private:
  void choose_types(const Program& program, Type type);
  void quantise(const Program& program, const ActivationRanges& ranges);
  std::vector<Quantisation> channels_of(const Place& place) const;
  void add(const ConvStep& step, const PlanShape& training);
  void add(const NormStep& step);
  void add(const MaskStep& step) { nodes_.emplace_back(step); }

  Arena arena_;
  std::vector<BufferShape> buffers_;
  std::vector<Type> types_;                              ///< by buffer
  std::vector<std::vector<Quantisation>> quantisation_;  ///< by channel
  std::vector<Node> nodes_;
  Place input_, output_;
};

}  // namespace p2p::avx512
