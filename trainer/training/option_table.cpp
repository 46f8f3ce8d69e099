// SPDX-License-Identifier: MIT
// The table and its printed forms.
#include "trainer/training/option_table.h"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

namespace p2p {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kAny = std::numeric_limits<double>::max();
constexpr int kMaxSize = 1 << 14;

constexpr const char* kRun = "Run";
constexpr const char* kData = "Data";
constexpr const char* kNetworks = "Networks";
constexpr const char* kLosses = "Losses";
constexpr const char* kRate = "Learning rate and length";
constexpr const char* kSettling = "Settling on running statistics";
constexpr const char* kValidation = "Validation";
constexpr const char* kMachine = "Machine";
constexpr const char* kSaving = "Saving and printing";

using Table = std::vector<OptionEntry>;
using enum OnResume;

void add_run(TrainOptions& o, Table& t) {
  t.push_back({"--name", kRun, "name of the run", kFree, &o.name});
  t.push_back({"--runs-dir,--checkpoints_dir", kRun,
               "folder that holds the runs", kFree, &o.runs_dir});
  t.push_back({"--resume,--continue_train", kRun,
               "go on from the run's newest checkpoint, with its options",
               kFree, &o.continue_train});
  t.push_back({"--init-from", kRun,
               "begin with the weights of this model (fine-tune)", kFree,
               &o.init_from});
  t.push_back(
      {"--task", kRun, "what the model is for, for its card", kFree, &o.task});
  t.push_back({"--licence-note", kRun, "what its data allow, for its card",
               kFree, &o.licence_note});
  t.push_back(
      {"--seed", kRun, "of weights, order and crops", kKeep, &o.seed, 0, kAny});
}

void add_data(TrainOptions& o, Table& t) {
  t.push_back({"--load_size", kData, "resize pictures to this", kKeep,
               &o.load_size, 1, kMaxSize});
  t.push_back({"--crop_size", kData, "then crop to this", kKeep, &o.crop_size,
               1, kMaxSize});
  t.push_back(
      {"--no_flip", kData, "do not mirror at random", kKeep, &o.no_flip});
  t.push_back({"--draws", kData,
               "pairs drawn per epoch, pass after pass over all; 0: each once",
               kKeep, &o.draws, 0, 1e9});
  t.push_back(
      {"--batch_size", kData, "pairs at once", kKeep, &o.batch_size, 1, 1024});
  t.push_back({"--fixed-samples", kData,
               "each picture always with the same crop, augmentation and holes",
               kKeep, &o.fixed_samples});
  t.push_back({"--accumulate", kData,
               "batches per step, where one large one has no room", kKeep,
               &o.accumulate, 1, 1024});
  t.push_back({"--num_threads", kData, "that read pictures", kFree,
               &o.num_threads, 1, 64});
  t.push_back({"--cache-gib", kData, "memory for decoded pictures, GiB", kFree,
               &o.cache_gib, 0, kAny});
}

void add_networks(TrainOptions& o, Table& t) {
  t.push_back({"--netG", kNetworks, "unet_256, unet_128, resnet_9blocks...",
               kKeep, &o.net_g});
  t.push_back(
      {"--netD", kNetworks, "basic, n_layers or pixel", kKeep, &o.net_d});
  t.push_back({"--n_layers_D", kNetworks, "for --netD n_layers", kKeep,
               &o.n_layers_d, 1, 6});
  t.push_back({"--ngf", kNetworks, "features of the generator's first layer",
               kKeep, &o.ngf, 1, 1024});
  t.push_back({"--ndf", kNetworks,
               "features of the discriminator's first layer", kKeep, &o.ndf, 1,
               1024});
  t.push_back({"--norm", kNetworks, "batch, instance or none", kKeep, &o.norm});
  t.push_back({"--no_dropout", kNetworks, "no dropout in the generator", kKeep,
               &o.no_dropout});
  t.push_back(
      {"--mask-input", kNetworks,
       "how a U-Net or ResNet learns of --holes: channel (a mask beside "
       "the picture) or blank (holes are grey, nothing else)",
       kKeep, &o.mask_input});
  t.push_back({"--freeze-encoder-norm", kNetworks,
               "second stage of pconv_N: the encoder's norm statistics stand "
               "still",
               kKeep, &o.freeze_encoder_norm});
  t.push_back({"--upsample", kNetworks,
               "transposed, or resize against checkerboards (U-Net)", kKeep,
               &o.upsample});
  t.push_back({"--full-size-features", kNetworks,
               "of layers at the picture's own size around a U-Net, for thin "
               "lines; 0: none",
               kKeep, &o.full_size_features, 0, 1024});
  t.push_back({"--init_type", kNetworks,
               "normal, xavier, kaiming or orthogonal", kKeep, &o.init_type});
  t.push_back(
      {"--init_gain", kNetworks, "its spread", kKeep, &o.init_gain, 0, 10});
}

void add_losses(TrainOptions& o, Table& t) {
  t.push_back({"--gan_mode,--gan-mode", kLosses,
               "vanilla, lsgan, wgangp, or none: no discriminator", kKeep,
               &o.gan_mode});
  t.push_back({"--lambda_L1,--lambda-l1", kLosses,
               "weight of mean |difference|", kKeep, &o.lambda_l1, 0, kAny});
  t.push_back({"--lambda-bce", kLosses,
               "weight of binary cross entropy, for masks", kKeep,
               &o.lambda_bce, 0, kAny});
  t.push_back({"--lambda-dice", kLosses, "weight of the Dice loss, for masks",
               kKeep, &o.lambda_dice, 0, kAny});
  t.push_back({"--lambda-ssim", kLosses,
               "weight of 1 - SSIM, with --holes of the filled picture", kKeep,
               &o.lambda_ssim, 0, kAny});
  t.push_back({"--lambda-perceptual", kLosses,
               "weight of the distance in --features", kKeep,
               &o.lambda_perceptual, 0, kAny});
  t.push_back({"--lambda-valid", kLosses,
               "with --holes: weight of mean |difference| outside them", kKeep,
               &o.lambda_valid, 0, kAny});
  t.push_back({"--lambda-hole", kLosses, "and of that inside", kKeep,
               &o.lambda_hole, 0, kAny});
  t.push_back({"--lambda-style", kLosses,
               "and of the Gram matrices' in --features", kKeep,
               &o.lambda_style, 0, kAny});
  t.push_back({"--lambda-tv", kLosses,
               "and of that between neighbours in filled holes", kKeep,
               &o.lambda_tv, 0, kAny});
  t.push_back(
      {"--features", kLosses,
       "VGG weights: torchvision's VGG-16 or VGG-19 (.pth), or a VGG-19 "
       "by layers (.safetensors)",
       kFree, &o.features});
  t.push_back({"--pool_size", kLosses,
               "generated pictures that the discriminator sees again", kKeep,
               &o.pool_size, 0, 10000});
}

void add_rate(TrainOptions& o, Table& t) {
  t.push_back({"--n_epochs", kRate, "epochs at the full rate", kGrow,
               &o.schedule.constant, 0, 1e6});
  t.push_back({"--n_epochs_decay", kRate, "epochs of falling rate after them",
               kGrow, &o.schedule.decay, 0, 1e6});
  t.push_back(
      {"--lr", kRate, "learning rate of both networks", kKeep, &o.lr, 0, kAny});
  t.push_back({"--lr_policy", kRate, "linear, step, cosine or plateau", kKeep,
               &o.lr_policy});
  t.push_back({"--lr_decay_iters", kRate, "step: epochs between falls", kKeep,
               &o.schedule.step_epochs, 1, 1e6});
  t.push_back({"--lr_gamma", kRate, "step: what is left after each", kKeep,
               &o.schedule.gamma, 0, 1});
  t.push_back({"--beta1", kRate, "Adam's first decay rate", kKeep, &o.beta1, 0,
               0.9999});
  t.push_back({"--ema", kRate,
               "keep, validate and ship the weights' moving average with this "
               "decay, such as 0.999; 0: none",
               kKeep, &o.ema, 0, 1});
}

void add_settling(TrainOptions& o, Table& t) {
  t.push_back({"--settle-steps", kSettling,
               "steps on frozen norm statistics at the end; 0: none", kRedo,
               &o.settle_steps, 0, 1e9});
  t.push_back({"--estimate-pictures", kSettling,
               "pictures that these statistics are averaged over", kKeep,
               &o.estimate_pictures, 1, 1e9});
}

void add_validation(TrainOptions& o, Table& t) {
  t.push_back({"--best-metric", kValidation,
               "figure by which the best generator is kept", kKeep,
               &o.best_metric});
  t.push_back({"--val-metrics", kValidation,
               "names after commas, as evaluate has them; default: pictures, "
               "and masks where the targets are some",
               kKeep, &o.val_metrics});
  t.push_back({"--val-features", kValidation,
               "VGG weights for the perceptual distance, others than those "
               "trained with",
               kFree, &o.val_features});
  t.push_back({"--val_epoch_freq", kValidation, "validate every so many epochs",
               kKeep, &o.validate_epoch_freq, 1, 1e6});
  t.push_back({"--val-pictures", kValidation,
               "on so many pictures, the first; 0: on all", kKeep,
               &o.validate_pictures, 0, 1e9});
}

void add_machine(TrainOptions& o, Table& t) {
  t.push_back(
      {"--device", kMachine, "auto, cpu, cuda or cuda:N", kFree, &o.device});
  t.push_back({"--precision", kMachine, "fp32 or bf16", kFree, &o.precision});
  t.push_back({"--threads", kMachine,
               "that compute on the CPU; 0: as many as cores", kFree,
               &o.threads, 0, 1024});
  t.push_back({"--deterministic", kMachine,
               "on CUDA: only algorithms that repeat themselves, slower", kFree,
               &o.deterministic});
}

void add_saving(TrainOptions& o, Table& t) {
  t.push_back({"--save_epoch_freq", kSaving, "save every so many epochs", kFree,
               &o.save_epoch_freq, 1, 1e6});
  t.push_back({"--save-every", kSaving, "and every so many steps; 0: not",
               kFree, &o.save_steps, 0, 1e9});
  t.push_back({"--save-minutes", kSaving, "and every so many minutes; 0: not",
               kFree, &o.save_minutes, 0, kAny});
  t.push_back({"--keep-last", kSaving, "checkpoints to keep", kFree,
               &o.keep_last, 1, 1e6});
  t.push_back({"--print_freq", kSaving, "log the losses every so many steps",
               kFree, &o.print_freq, 1, 1e9});
  t.push_back({"--sample_rows", kSaving,
               "fixed rows of each sheet of samples; as many random ones",
               kFree, &o.sample_rows, 0, 1000});
}

bool is_path(const OptionEntry& entry) {
  return std::holds_alternative<std::filesystem::path*>(entry.value);
}

Json value_json(const OptionEntry& entry) {
  return std::visit(
      [](const auto* value) -> Json {
        using Value = std::remove_cvref_t<decltype(*value)>;
        if constexpr (std::is_same_v<Value, std::filesystem::path>)
          return value->string();
        else
          return *value;
      },
      entry.value);
}

Json words_json(const std::vector<std::string>& words) {
  return words.size() == 1 ? Json(words.front()) : Json(words);
}

/// The data set's options that change what is learnt, by the names of the
/// options, never a path.
Json data_json(const TrainOptions& options) {
  Json json;
  for (const std::string& part :
       {to_json(options.data), to_json(options.holes)}) {
    const Json found = Json::parse(part);
    for (const auto& [key, value] : found.items()) {
      std::string name = key;
      std::replace(name.begin(), name.end(), '_', '-');
      json[name] = value;
    }
  }
  json["input_nc"] = options.data.channels.a;
  json["output_nc"] = options.data.channels.b;
  return json;
}

/// The same with the paths as they were given, for this machine.
Json data_with_paths(const TrainOptions& options) {
  Json json = data_json(options);
  for (const char* path : {"regions", "holes"})
    json.erase(path);  // whether there are any: the words say where
  json["match"] = to_string(options.data.match);
  for (const auto& [key, words] : options.other_words)
    if (!json.contains(key)) json[key] = words_json(words);
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Options of this process, not of the run.
bool is_command(const std::string& key) {
  return key == "resume" || key == "name" || key == "runs-dir";
}

/// `--name` and the like are not options of what is trained.
bool recorded(const OptionEntry& entry) {
  const std::string key = entry.key();
  return !is_path(entry) && !is_command(key) && key != "task" &&
         key != "licence-note";
}

}  // namespace

std::string OptionEntry::key() const {
  const std::string first(names);
  return first.substr(2, first.find(',') - 2);
}

std::vector<OptionEntry> option_table(TrainOptions& options) {
  Table table;
  add_run(options, table);
  add_data(options, table);
  add_networks(options, table);
  add_losses(options, table);
  add_rate(options, table);
  add_settling(options, table);
  add_validation(options, table);
  add_machine(options, table);
  add_saving(options, table);
  return table;
}

std::string to_json(const TrainOptions& options) {
  TrainOptions copy = options;
  Json json = data_json(options);
  for (const OptionEntry& entry : option_table(copy))
    if (recorded(entry)) json[entry.key()] = value_json(entry);
  return dumped(json);
}

std::string to_toml(const TrainOptions& options) {
  TrainOptions copy = options;
  std::string text = "# The options of this run: train --options FILE\n";
  const Json data = data_with_paths(options);
  for (const auto& [key, value] : data.items())
    text += key + " = " + dumped(value) + "\n";
  for (const OptionEntry& entry : option_table(copy)) {
    const Json value = value_json(entry);
    if (is_command(entry.key()) || value == "") continue;
    // What a run began with does not come again when it goes on.
    if (entry.key() == "init-from") text += "# ";
    // TOML's whole numbers end at 2^63.
    const bool large = value.is_number_unsigned() &&
                       value.get<uint64_t>() > uint64_t{INT64_MAX};
    text += entry.key() + " = " +
            (large ? "\"" + dumped(value) + "\"" : dumped(value)) + "\n";
  }
  return text;
}

namespace {

/// Words under headings, broken into lines.
class Lines {
 public:
  void add(const std::string& heading, const std::string& word) {
    constexpr size_t kWidth = 90;
    const bool same = heading == heading_;
    if (!same || lines_.back().size() + word.size() >= kWidth)
      lines_.push_back(same ? "   " : heading + ":");
    lines_.back() += " " + word;
    heading_ = heading;
  }
  const std::vector<std::string>& all() const { return lines_; }

 private:
  std::vector<std::string> lines_;
  std::string heading_;
};

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : dumped(value);
}

}  // namespace

std::vector<std::string> to_lines(const TrainOptions& options) {
  TrainOptions copy = options;
  Lines lines;
  const Json data = data_with_paths(options);
  for (const auto& [key, value] : data.items())
    lines.add("Data set", key + "=" + plain(value));
  for (const OptionEntry& entry : option_table(copy)) {
    const Json value = value_json(entry);
    if (!is_command(entry.key()) && value != "")
      lines.add(entry.group, entry.key() + "=" + plain(value));
  }
  return lines.all();
}

}  // namespace p2p
