// SPDX-License-Identifier: MIT
// Random models and their slow, plain results.
#include "tests/models/inference/model_cases.h"

#include "models/networks/initialise.h"
#include "models/networks/masked_input.h"

namespace p2p::tests {
namespace {

ModelSpec base_spec() {
  ModelSpec spec;
  spec.unet = standard_unet(5, 12);
  spec.resnet = {.blocks = 2, .ngf = 12};
  spec.training_width = spec.training_height = 64;
  return spec;
}

ModelSpec with_norm(ModelSpec spec, NormKind kind) {
  spec.norm.kind = kind;
  spec.norm.affine = kind == NormKind::kBatch;
  spec.unet.conv_bias = spec.resnet.conv_bias = spec.pconv.conv_bias =
      kind != NormKind::kBatch;
  return spec;
}

ModelSpec resnet(NormKind kind) {
  ModelSpec spec = with_norm(base_spec(), kind);
  spec.architecture = Architecture::kResnet;
  return spec;
}

ModelSpec foreign_unet() {
  ModelSpec spec = base_spec();
  spec.unet.skip_activation = SkipActivation::kEncoder;
  spec.unet.concat_order = ConcatOrder::kUpFirst;
  spec.unet.bottleneck_norm = true;
  spec.unet.decoder_slope = 0.1;
  spec.unet.encoder_slope = 0.3;
  spec.output_activation = OutputActivation::kSigmoid;
  return spec;
}

ModelSpec resize_unet() {
  ModelSpec spec = base_spec();
  spec.unet.upsampling = Upsampling::kResize;
  spec.output_activation = OutputActivation::kLinear;
  return spec;
}

ModelSpec grey_unet() {
  ModelSpec spec = base_spec();
  spec.in_channels = spec.out_channels = 1;
  spec.in_channel_order = spec.out_channel_order = "grey";
  return spec;
}

ModelSpec full_size_unet() {
  ModelSpec spec = base_spec();
  spec.unet.full_size_features = 10;
  spec.unet.concat_order = ConcatOrder::kUpFirst;
  spec.out_channels = 1;
  spec.out_channel_order = "grey";
  return spec;
}

/// Wide enough for whole blocks of 64 channels and for Winograd's algorithm.
ModelSpec wide_unet() {
  ModelSpec spec = base_spec();
  spec.unet = standard_unet(5, 40);
  return spec;
}

ModelSpec pconv(int ngf) {
  ModelSpec spec = base_spec();
  spec.architecture = Architecture::kPconv;
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  spec.output_activation = OutputActivation::kLinear;
  spec.pconv = {.depth = 4, .ngf = ngf};
  return spec;
}

ModelSpec foreign_pconv() {
  ModelSpec spec = pconv(12);
  spec.pconv.concat_order = ConcatOrder::kSkipFirst;
  spec.pconv.encoder_kernels = {5, 3};
  spec.pconv.encoder_slope = 0.1;
  spec.pconv.decoder_slope = 0.3;
  spec.pconv.conv_bias = true;
  spec.output_activation = OutputActivation::kSigmoid;
  return spec;
}

ModelSpec grey_pconv() {
  ModelSpec spec = pconv(12);
  spec.in_channels = 2;
  spec.out_channels = 1;
  spec.in_channel_order = spec.out_channel_order = "grey";
  return spec;
}

ModelSpec masked_unet() {
  ModelSpec spec = base_spec();
  spec.mask_input = MaskInput::kChannel;
  spec.in_channels = 4;
  return spec;
}

/// The holes of one sample [1, H, W].
void cut_holes(torch::Tensor holes, int sample) {
  const int64_t height = holes.size(1), width = holes.size(2);
  switch (sample % kHoleKinds) {
    case 0:
      holes.slice(1, 2, height - 6).slice(2, 5, width / 2).fill_(1.0);
      holes.bernoulli_(holes.clamp_min(0.1));
      break;
    case 2:
      holes.fill_(1.0);
      break;
    case 3:
      holes.slice(1, height / 2).fill_(1.0);
      break;
    case 4:
      holes.slice(1, 0, 1).fill_(1.0);
      holes.slice(2, width - 3).fill_(1.0);
      holes.slice(2, width / 3, width / 3 + 2).fill_(1.0);
      holes.slice(1, height / 2, height / 2 + 7).fill_(1.0);
      break;
    default:
      break;
  }
}

/// Fills what batch norm starts with ones and zeros.
void randomise_norms(Generator& generator) {
  const torch::NoGradGuard no_grad;
  generator.apply([](torch::nn::Module& child) {
    auto* norm = child.as<NormImpl>();
    if (!norm) return;
    if (norm->weight.defined()) norm->weight.uniform_(0.5, 1.5);
    if (norm->bias.defined()) norm->bias.uniform_(-0.3, 0.3);
    if (norm->running_mean.defined()) norm->running_mean.uniform_(-0.2, 0.2);
    if (norm->running_var.defined()) norm->running_var.uniform_(0.5, 2.0);
  });
}

}  // namespace

std::vector<ModelCase> model_cases() {
  const ModelSpec unet = base_spec();
  return {
      {"unet batch norm", unet},
      {"unet instance norm", with_norm(unet, NormKind::kInstance)},
      {"unet no norm", with_norm(unet, NormKind::kNone)},
      {"unet of another port", foreign_unet()},
      {"unet resize decoder", resize_unet()},
      {"unet grey", grey_unet()},
      {"unet full size", full_size_unet()},
      {"unet full size instance norm",
       with_norm(full_size_unet(), NormKind::kInstance)},
      {"unet wide", wide_unet()},
      {"resnet batch norm", resnet(NormKind::kBatch)},
      {"resnet instance norm", resnet(NormKind::kInstance)},
      {"resnet no norm", resnet(NormKind::kNone)},
  };
}

std::vector<ModelCase> masked_cases() {
  return {
      {"unet with a mask", masked_unet()},
      {"pconv batch norm", pconv(12)},
      {"pconv instance norm", with_norm(pconv(12), NormKind::kInstance)},
      {"pconv no norm", with_norm(pconv(12), NormKind::kNone)},
      {"pconv of another port", foreign_pconv()},
      {"pconv grey", grey_pconv()},
      {"pconv wide", pconv(40)},
  };
}

Model random_model(const ModelSpec& spec) {
  Model model{spec, make_generator(spec)};
  initialise_normal(*model.generator, /*seed=*/3, /*gain=*/0.05);
  torch::manual_seed(4);
  randomise_norms(*model.generator);
  return model;
}

torch::Tensor network_output(const ModelSpec& spec, NormStats stats,
                             const torch::Tensor& x) {
  const torch::NoGradGuard no_grad;
  const Model model = random_model(spec);
  model.generator->eval();
  set_norm_mode(*model.generator, mode_for(stats));
  return model.generator->forward(x);
}

torch::Tensor run_plan(Plan& plan, const torch::Tensor& x, int out_channels) {
  const auto in = x.accessor<float, 4>();
  for (int n = 0; n < in.size(0); ++n) {
    const Planes planes = plan.input(n);
    for (int c = 0; c < in.size(1); ++c)
      for (int y = 0; y < planes.height; ++y)
        for (int i = 0; i < planes.width; ++i)
          planes.set_value(c, y, i, in[n][c][y][i]);
  }
  plan.forward();
  torch::Tensor result =
      torch::empty({x.size(0), out_channels, x.size(2), x.size(3)});
  auto out = result.accessor<float, 4>();
  for (int n = 0; n < out.size(0); ++n) {
    const Planes planes = plan.output(n);
    for (int c = 0; c < out_channels; ++c)
      for (int y = 0; y < planes.height; ++y)
        for (int i = 0; i < planes.width; ++i)
          out[n][c][y][i] = planes.value(c, y, i);
  }
  return result;
}

torch::Tensor random_input(int batch, int channels, int height, int width) {
  torch::manual_seed(5);
  return torch::rand({batch, channels, height, width}) * 2 - 1;
}

torch::Tensor model_input(const ModelSpec& spec, int batch, int height,
                          int width) {
  const torch::Tensor picture =
      random_input(batch, picture_channels(spec), height, width);
  if (spec.mask_input != MaskInput::kChannel) return picture;
  const torch::Tensor holes = torch::zeros({batch, 1, height, width});
  for (int n = 0; n < batch; ++n) cut_holes(holes[n], n);
  return masked_input(spec, picture, holes);
}

}  // namespace p2p::tests
